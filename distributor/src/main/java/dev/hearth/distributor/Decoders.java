// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.jfr.JfrDecoder;
import dev.hearth.formats.otlp.OtlpDecoder;
import dev.hearth.formats.pprof.PprofDecoder;
import org.jspecify.annotations.Nullable;

/// The decoders that one thread at a time uses, with the scratch memory that they keep from one
/// payload to the next. Those of other limits than the last are let go.
final class Decoders {

    private @Nullable DecodeLimits limits;
    private @Nullable PprofDecoder pprof;
    private @Nullable JfrDecoder jfr;
    private @Nullable OtlpDecoder otlp;

    /// A decoder of pprof under the given limits.
    PprofDecoder pprof(DecodeLimits wanted) {
        keepOnlyThoseOf(wanted);
        PprofDecoder kept = pprof;
        PprofDecoder decoder = kept == null ? new PprofDecoder(wanted) : kept;
        pprof = decoder;
        return decoder;
    }

    /// A decoder of JFR under the given limits.
    JfrDecoder jfr(DecodeLimits wanted) {
        keepOnlyThoseOf(wanted);
        JfrDecoder kept = jfr;
        JfrDecoder decoder = kept == null ? new JfrDecoder(wanted) : kept;
        jfr = decoder;
        return decoder;
    }

    /// A decoder of OTLP profiles under the given limits.
    OtlpDecoder otlp(DecodeLimits wanted) {
        keepOnlyThoseOf(wanted);
        OtlpDecoder kept = otlp;
        OtlpDecoder decoder = kept == null ? new OtlpDecoder(wanted) : kept;
        otlp = decoder;
        return decoder;
    }

    private void keepOnlyThoseOf(DecodeLimits wanted) {
        if (!wanted.equals(limits)) {
            limits = wanted;
            pprof = null;
            jfr = null;
            otlp = null;
        }
    }
}
