// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.model.Labels;
import java.util.List;
import java.util.Map;

/// A JFR recording that came by `POST /ingest`, with the labels that the Java agent sends beside
/// it.
///
/// It is stored under the time of the request. The time at which its first chunk was begun serves
/// its identity alone: the same recording sent again for the same range is a retry.
final class JfrIngest implements Upload {

    /// What the application is called when a tag names the service.
    private static final String APP_NAME = "app_name";

    private final IngestMetadata metadata;
    private final byte[] recording;
    private final byte[] contexts;

    /// @param recording the payload; not to be changed afterwards
    /// @param contexts the labels of the contexts in it; empty if none were sent
    JfrIngest(IngestMetadata metadata, byte[] recording, byte[] contexts) {
        this.metadata = metadata;
        this.recording = recording;
        this.contexts = contexts;
    }

    @Override
    public byte[] payload() {
        return recording;
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
        return decoders.jfr(limits).decode(payload, contexts, metadata.sampleRate());
    }

    /// What is measured is not the same for all profiles of a recording: the decoder names it.
    @Override
    public List<LabelPair> labels(DecodedProfile decoded) {
        Map<String, String> labels = metadata.commonLabels();
        String key = labels.containsKey(Labels.SERVICE_NAME) ? APP_NAME : Labels.SERVICE_NAME;
        labels.put(key, metadata.name().service());
        return LabelPair.listOf(labels);
    }

    @Override
    public boolean hasOwnTime(long payloadNanos) {
        return Nanos.isClock(payloadNanos);
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
