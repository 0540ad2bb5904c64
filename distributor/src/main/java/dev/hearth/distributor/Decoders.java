// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.jfr.JfrDecoder;
import dev.hearth.formats.pprof.PprofDecoder;
import org.jspecify.annotations.Nullable;

/// The decoders that one thread at a time uses, with the scratch memory that they keep from one
/// payload to the next.
final class Decoders {

    private @Nullable DecodeLimits limits;
    private @Nullable PprofDecoder pprof;
    private @Nullable DecodeLimits jfrLimits;
    private @Nullable JfrDecoder jfr;

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

    /// A decoder of JFR under the given limits.
    JfrDecoder jfr(DecodeLimits wanted) {
        JfrDecoder kept = jfr;
        if (kept != null && wanted.equals(jfrLimits)) {
            return kept;
        }
        JfrDecoder made = new JfrDecoder(wanted);
        jfr = made;
        jfrLimits = wanted;
        return made;
    }
}
