// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.LongColumn;
import dev.hearth.formats.internal.ProtoReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Divides the samples of a profile by the service that each names; most requests have none that
/// does.
final class OtlpServices {

    /// The samples of one service.
    ///
    /// @param service its name, empty for samples that name none
    /// @param samples where they start, at the length before the content; empty for all samples
    record Part(String service, IntColumn samples) {}

    /// All samples of a profile, none of which names a service.
    static final Part WHOLE = new Part("", new IntColumn());

    private final OtlpAttributes attributes;
    private final SampleLayout layout;
    private final boolean hasServices;
    private final ProtoReader in = new ProtoReader();
    private final LongColumn indexes = new LongColumn();

    OtlpServices(OtlpAttributes attributes, SampleLayout layout, byte[] body)
            throws MalformedProfileException {
        this.attributes = attributes;
        this.layout = layout;
        this.hasServices = attributes.hasServices();
        in.reset(body, 0);
    }

    /// Divides a profile; at least one part.
    List<Part> divide(int from, int end) throws MalformedProfileException {
        if (!hasServices) {
            return List.of(WHOLE);
        }
        Map<String, Part> parts = new HashMap<>();
        List<Part> ordered = new ArrayList<>();
        in.seek(from);
        while (in.position() < end) {
            int tag = in.tag(end);
            if (tag != OtlpFields.PROFILE_SAMPLE) {
                in.skip(tag, end);
                continue;
            }
            int position = in.position();
            int sampleEnd = in.open(end);
            String service = service(sampleEnd);
            Part part = parts.get(service);
            if (part == null) {
                part = new Part(service, new IntColumn());
                parts.put(service, part);
                ordered.add(part);
            }
            part.samples.add(position);
            in.seek(sampleEnd);
        }
        return ordered.isEmpty() ? List.of(WHOLE) : ordered;
    }

    private String service(int end) throws MalformedProfileException {
        indexes.size = 0;
        while (in.position() < end) {
            int tag = in.tag(end);
            if (tag == layout.attributes) {
                in.packed(indexes, in.open(end));
            } else if (tag == layout.attribute) {
                indexes.add(in.varint(end));
            } else {
                in.skip(tag, end);
            }
        }
        for (int i = 0; i < indexes.size; i++) {
            long index = indexes.values[i];
            if (attributes.kind(index) == OtlpAttributes.IS_SERVICE) {
                return attributes.text((int) index);
            }
        }
        return "";
    }
}
