// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.ProtoReader;
import java.util.ArrayList;
import java.util.List;

/// An `ExportProfilesServiceRequest`, of which only the outline was read: which profiles there are,
/// of which resource and scope, and which services their samples belong to. The bytes are kept and
/// not changed.
///
/// What is wrong with the request as a whole is refused by [#read]; what is wrong with one profile,
/// when that is decoded.
///
/// For one thread, which also decodes the profiles. Takes at most [#BYTES_PER_BYTE] bytes for each
/// byte of the request, and [#BYTES_ALWAYS] bytes.
public final class OtlpRequest {

    /// Bytes that a request takes for each of its own, at most.
    public static final int BYTES_PER_BYTE = 64;

    /// Bytes that a request takes whatever it is: those of [#MAX_PROFILES] small objects.
    public static final int BYTES_ALWAYS = 32 << 20;

    /// Most profiles of a request; one that is divided by service counts for each of them.
    public static final int MAX_PROFILES = 1 << 16;

    final OtlpDictionary dictionary;
    final OtlpAttributes attributes;
    final OtlpMemos memos;
    final SampleLayout layout;
    final long dictionaryHash;

    private final OtlpOutline outline;
    private final OtlpSources sources;
    private final OtlpServices services;
    private final List<OtlpProfile> profiles = new ArrayList<>();

    private OtlpRequest(OtlpOutline outline) throws MalformedProfileException {
        this.outline = outline;
        dictionary = outline.dictionary;
        dictionaryHash = outline.dictionaryHash();
        attributes = new OtlpAttributes(dictionary);
        memos = new OtlpMemos(dictionary);
        sources = new OtlpSources(outline);
        layout = new LayoutFinder(dictionary).find(outline.profiles);
        services = new OtlpServices(attributes, layout, dictionary.bytes);
    }

    /// Reads the outline of a request.
    ///
    /// @param body holds the request as protobuf
    /// @throws MalformedProfileException if the bytes are no such request, or one without a
    ///   dictionary, or with too many profiles
    public static OtlpRequest read(byte[] body, int offset, int length)
            throws MalformedProfileException {
        OtlpRequest request = new OtlpRequest(new OtlpOutline(body, offset, offset + length));
        request.collect();
        return request;
    }

    /// The profiles that hold something, each for one service. Several of them may have come from
    /// one ([OtlpProfile#number]).
    public List<OtlpProfile> profiles() {
        return List.copyOf(profiles);
    }

    /// Profiles as they stand in the request.
    public int profileCount() {
        return outline.profiles.size / 2;
    }

    private void collect() throws MalformedProfileException {
        ProtoReader in = new ProtoReader();
        in.reset(dictionary.bytes, 0);
        for (int number = 0; number < profileCount(); number++) {
            int from = outline.profiles.values[2 * number];
            int end = outline.profiles.values[2 * number + 1];
            OtlpHeader header = OtlpHeader.read(in, number, from, end);
            if (!header.isEmpty()) {
                add(header);
            }
        }
    }

    private void add(OtlpHeader header) throws MalformedProfileException {
        try {
            OtlpSource source = sources.of(outline.profileScopes.values[header.number]);
            for (OtlpServices.Part part : services.divide(header.from, header.end)) {
                add(new OtlpProfile(this, header, source, part, null));
            }
        } catch (MalformedProfileException e) {
            add(new OtlpProfile(this, header, OtlpSource.NONE, OtlpServices.WHOLE, e));
        }
    }

    private void add(OtlpProfile profile) throws MalformedProfileException {
        if (profiles.size() == MAX_PROFILES) {
            throw ProtoReader.malformed(
                    "request has more than %d profiles (expected fewer in one request)"
                            .formatted(MAX_PROFILES));
        }
        profiles.add(profile);
    }
}
