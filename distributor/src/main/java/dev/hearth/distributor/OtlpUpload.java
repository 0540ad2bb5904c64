// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.otlp.OtlpDecoder;
import dev.hearth.formats.otlp.OtlpProfile;
import dev.hearth.model.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One profile of an OTLP request, as far as its samples are of one service. Used once: what the
/// profile measures is known when it was decoded.
final class OtlpUpload implements Upload {

    /// The length of a profile that names none.
    private static final long DEFAULT_DURATION_NANOS = Nanos.of(Duration.ofSeconds(10));

    private final OtlpProfile profile;
    private String name = "";

    OtlpUpload(OtlpProfile profile) {
        this.profile = profile;
    }

    /// Which of the request's profiles it is a part of, from 0.
    int number() {
        return profile.number();
    }

    /// What tells the profile from others: not its bytes, which are read where they lie in the
    /// request.
    @Override
    public byte[] payload() {
        return profile.identity();
    }

    @Override
    public long sentBytes(byte[] payload) {
        return profile.sizeBytes();
    }

    @Override
    public String clientId() {
        return profile.profileId();
    }

    @Override
    public String range() {
        return "";
    }

    @Override
    public DecodedProfile decode(byte[] payload, Decoders decoders, DecodeLimits limits)
            throws MalformedProfileException {
        OtlpDecoder.Decoded decoded = decoders.otlp(limits).decode(profile);
        name = decoded.name();
        return decoded.profile();
    }

    @Override
    public List<LabelPair> labels(DecodedProfile decoded) {
        Labels labels = profile.labels(name);
        List<LabelPair> pairs = new ArrayList<>(labels.size());
        for (int i = 0; i < labels.size(); i++) {
            pairs.add(new LabelPair(labels.name(i), labels.value(i)));
        }
        return pairs;
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
        return payloadNanos == 0 ? DEFAULT_DURATION_NANOS : payloadNanos;
    }
}
