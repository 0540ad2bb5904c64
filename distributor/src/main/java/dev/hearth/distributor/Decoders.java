// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.otlp.OtlpDecoder;
import dev.hearth.formats.pprof.PprofDecoder;
import org.jspecify.annotations.Nullable;

/// The decoders that one thread at a time uses, with the scratch memory that they keep from one
/// payload to the next.
final class Decoders {

    private @Nullable DecodeLimits limits;
    private @Nullable DecodeLimits otlpLimits;
    private @Nullable OtlpDecoder otlp;
    private @Nullable PprofDecoder pprof;

    /// A decoder of pprof under the given limits.
    PprofDecoder pprof(DecodeLimits wanted) {
        PprofDecoder kept = pprof;
        if (kept != null && wanted.equals(limits)) {
            return kept;
        }
        PprofDecoder made = new PprofDecoder(wanted);
        pprof = made;
        limits = wanted;
        return made;
    }

    /// A decoder of OTLP profiles under the given limits.
    OtlpDecoder otlp(DecodeLimits wanted) {
        OtlpDecoder kept = otlp;
        if (kept != null && wanted.equals(otlpLimits)) {
            return kept;
        }
        OtlpDecoder made = new OtlpDecoder(wanted);
        otlp = made;
        otlpLimits = wanted;
        return made;
    }
}
