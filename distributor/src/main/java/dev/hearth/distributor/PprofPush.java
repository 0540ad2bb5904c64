// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import com.google.protobuf.ByteString;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.pprof.PprofOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A pprof pushed by `push.v1.PusherService/Push`.
final class PprofPush implements Upload {

    private final List<LabelPair> labels;
    private final ByteString bytes;
    private final String clientId;

    /// @param labels labels of the series
    /// @param bytes the payload
    /// @param clientId empty if the client gave none
    PprofPush(List<LabelPair> labels, ByteString bytes, String clientId) {
        this.labels = List.copyOf(labels);
        this.bytes = bytes;
        this.clientId = clientId;
    }

    @Override
    public byte[] payload() {
        return bytes.toByteArray();
    }

    @Override
    public String clientId() {
        return clientId;
    }

    @Override
    public String range() {
        return "";
    }

    @Override
    public DecodedProfile decode(byte[] payload, Decoders decoders, DecodeLimits limits)
            throws MalformedProfileException {
        Map<String, String> known = new TreeMap<>();
        for (LabelPair label : labels) {
            known.put(label.name(), label.value());
        }
        PprofOptions options =
                new PprofOptions(
                        known.getOrDefault(PprofLabels.SPY, ""),
                        null,
                        false,
                        PprofLabels.repository(known));
        return decoders.pprof(limits).decode(payload, 0, payload.length, options);
    }

    @Override
    public List<LabelPair> labels(DecodedProfile decoded) {
        return labels;
    }

    @Override
    public boolean hasOwnTime(long payloadNanos) {
        return Nanos.isClock(payloadNanos);
    }

    @Override
    public long timeNanos(long payloadNanos, long nowNanos) {
        return payloadNanos == 0 ? nowNanos : payloadNanos;
    }

    @Override
    public long durationNanos(long payloadNanos) {
        return payloadNanos;
    }
}
