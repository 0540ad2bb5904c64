// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.text.TextDecoder;
import dev.hearth.formats.text.TextFormat;
import dev.hearth.formats.text.TextProfileType;
import dev.hearth.model.Labels;
import java.util.List;
import java.util.Map;

/// Stacks as text that came by `POST /ingest`. They hold no time: their time is that of the
/// request, and only the client's id tells a retry from another profile.
final class TextIngest implements Upload {

    private final IngestMetadata metadata;
    private final byte[] body;
    private final TextFormat format;
    private final TextProfileType type;

    /// @param body the payload; not to be changed afterwards
    /// @param type what the values are
    TextIngest(IngestMetadata metadata, byte[] body, TextFormat format, TextProfileType type) {
        this.metadata = metadata;
        this.body = body;
        this.format = format;
        this.type = type;
    }

    @Override
    public byte[] payload() {
        return body;
    }

    @Override
    public String clientId() {
        return metadata.clientId();
    }

    @Override
    public String range() {
        return metadata.range();
    }

    @Override
    public DecodedProfile decode(byte[] payload, Decoders decoders, DecodeLimits limits)
            throws MalformedProfileException {
        return new TextDecoder(limits).decode(format, payload, type, metadata.sampleRate());
    }

    @Override
    public List<LabelPair> labels(DecodedProfile decoded) {
        Map<String, String> labels = metadata.textLabels(metadata.name().withoutSuffix());
        labels.put(Labels.NAME, type.name());
        return LabelPair.listOf(labels);
    }

    @Override
    public boolean hasOwnTime(long payloadNanos) {
        return false;
    }

    @Override
    public long timeNanos(long payloadNanos, long nowNanos) {
        return metadata.fromNanos();
    }

    @Override
    public long durationNanos(long payloadNanos) {
        return metadata.durationNanos();
    }
}
