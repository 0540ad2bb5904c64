// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.speedscope.SpeedscopeDecoder;
import dev.hearth.model.Labels;
import java.util.List;
import java.util.Map;

/// A speedscope file that came by `POST /ingest`. Its clocks are not wall clocks: the time is that
/// of the request, and only the client's id tells a retry from another profile.
///
/// The last part of the application's name says what a profile measures that is alone in its file.
/// Several say it by their units, and then the name is the application's as it stands.
final class SpeedscopeIngest implements Upload {

    /// The label that each profile of the file has for its name.
    private static final String PROFILE_NAME = "profile_name";

    private final IngestMetadata metadata;
    private final byte[] body;

    /// @param body the file; not to be changed afterwards
    SpeedscopeIngest(IngestMetadata metadata, byte[] body) {
        this.metadata = metadata;
        this.body = body;
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
        return new SpeedscopeDecoder(limits)
                .decode(payload, metadata.name().suffix(), metadata.sampleRate());
    }

    /// The decoder names each profile by what it measures, so the series has no name.
    @Override
    public List<LabelPair> labels(DecodedProfile decoded) {
        boolean isAlone = decoded.sampleTypes().size() <= 1;
        Map<String, String> labels =
                metadata.textLabels(
                        isAlone ? metadata.name().withoutSuffix() : metadata.name().service());
        labels.keySet().removeAll(List.of(PROFILE_NAME, Labels.NAME));
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
