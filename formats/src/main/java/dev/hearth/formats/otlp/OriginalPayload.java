// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.ProtoReader;
import dev.hearth.formats.jfr.JfrDecoder;
import dev.hearth.formats.pprof.PprofDecoder;
import dev.hearth.formats.pprof.PprofNames;
import dev.hearth.formats.pprof.PprofOptions;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decodes profiles that hold the payload that they were made from, and nothing else.
final class OriginalPayload {

    private static final String PPROF = "pprof";
    private static final String JFR = "jfr";
    private static final String NANOSECONDS = "nanoseconds";
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final byte[] NO_LABELS = {};

    private final DecodeLimits limits;
    private @Nullable PprofDecoder pprof;
    private @Nullable JfrDecoder jfr;

    OriginalPayload(DecodeLimits limits) {
        this.limits = limits;
    }

    OtlpDecoder.Decoded decode(OtlpProfile profile) throws MalformedProfileException {
        OtlpHeader header = profile.header;
        OtlpDictionary dictionary = profile.request.dictionary;
        String format = dictionary.text(header.formatFrom, header.formatEnd);
        return switch (format) {
            case PPROF -> pprof(header, dictionary.bytes);
            case JFR -> jfr(header, dictionary);
            default ->
                    throw ProtoReader.malformed(
                            "profile has no samples and an original payload of format \"%s\" (expected samples, or format pprof or jfr)"
                                    .formatted(format));
        };
    }

    private OtlpDecoder.Decoded pprof(OtlpHeader header, byte[] bytes)
            throws MalformedProfileException {
        PprofDecoder decoder = pprof;
        if (decoder == null) {
            decoder = new PprofDecoder(limits);
            pprof = decoder;
        }
        int length = header.payloadEnd - header.payloadFrom;
        DecodedProfile decoded =
                decoder.decode(bytes, header.payloadFrom, length, PprofOptions.NONE);
        String name = PprofNames.metricName(decoded.sampleTypes(), null);
        return new OtlpDecoder.Decoded(name, timed(decoded, header.timeNanos));
    }

    /// A recording makes several profiles, of which each has a name of its own.
    private OtlpDecoder.Decoded jfr(OtlpHeader header, OtlpDictionary dictionary)
            throws MalformedProfileException {
        JfrDecoder decoder = jfr;
        if (decoder == null) {
            decoder = new JfrDecoder(limits);
            jfr = decoder;
        }
        byte[] recording =
                Arrays.copyOfRange(dictionary.bytes, header.payloadFrom, header.payloadEnd);
        boolean hasPeriod =
                header.period > 0 && dictionary.text(header.periodUnit).equals(NANOSECONDS);
        int sampleRate = hasPeriod ? (int) Math.max(1, NANOS_PER_SECOND / header.period) : 0;
        return new OtlpDecoder.Decoded("", decoder.decode(recording, NO_LABELS, sampleRate));
    }

    /// Gives a payload without a time that of the profile around it.
    private static DecodedProfile timed(DecodedProfile decoded, long timeNanos) {
        ProfileBatch batch = decoded.batch();
        List<Profile> profiles = new ArrayList<>(batch.profiles().size());
        for (Profile profile : batch.profiles()) {
            profiles.add(
                    profile.timeNanos() != 0
                            ? profile
                            : new Profile(
                                    profile.labels(),
                                    profile.id(),
                                    profile.isRetryable(),
                                    timeNanos,
                                    profile.durationNanos(),
                                    profile.period(),
                                    profile.samples()));
        }
        return new DecodedProfile(
                new ProfileBatch(batch.symbols(), batch.stacks(), profiles),
                decoded.sampleTypes(),
                decoded.uncompressedBytes());
    }
}
