// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.pprof.PprofNames;
import dev.hearth.formats.pprof.PprofOptions;
import dev.hearth.model.Labels;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A pprof that came by `POST /ingest`.
final class PprofIngest implements Upload {

    private final IngestMetadata metadata;
    private final byte[] body;
    private final @Nullable Map<String, String> sampleTypeConfig;

    /// @param body the payload; not to be changed afterwards
    /// @param sampleTypeConfig from sample type to display name; null if the client sent none
    PprofIngest(
            IngestMetadata metadata, byte[] body, @Nullable Map<String, String> sampleTypeConfig) {
        this.metadata = metadata;
        this.body = body;
        this.sampleTypeConfig = sampleTypeConfig == null ? null : Map.copyOf(sampleTypeConfig);
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
        PprofOptions options =
                PprofOptions.ingest(
                        metadata.spyName(),
                        sampleTypeConfig,
                        PprofLabels.repository(metadata.name().tags()));
        return decoders.pprof(limits).decode(payload, 0, payload.length, options);
    }

    /// The name is derived from the sample types; the service is the application's name unless a
    /// tag names another.
    @Override
    public List<LabelPair> labels(DecodedProfile decoded) {
        Map<String, String> labels = metadata.commonLabels();
        labels.putIfAbsent(Labels.SERVICE_NAME, metadata.name().service());
        labels.put(Labels.NAME, PprofNames.metricName(decoded.sampleTypes(), sampleTypeConfig));
        return LabelPair.listOf(labels);
    }

    @Override
    public boolean hasOwnTime(long payloadNanos) {
        return Nanos.isClock(payloadNanos);
    }

    @Override
    public long timeNanos(long payloadNanos, long nowNanos) {
        return Nanos.isClock(payloadNanos) ? payloadNanos : metadata.fromNanos();
    }

    @Override
    public long durationNanos(long payloadNanos) {
        return payloadNanos;
    }
}
