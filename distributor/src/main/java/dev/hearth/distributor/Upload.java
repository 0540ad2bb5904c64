// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import java.util.List;

/// One payload as a client sent it, with what the request says about it.
interface Upload {

    /// The payload, possibly gzipped; not to be changed. May be a new copy on every call.
    byte[] payload();

    /// Bytes of the payload as they came, for metrics.
    ///
    /// @param payload what [#payload] returned
    default long sentBytes(byte[] payload) {
        return payload.length;
    }

    /// The client's id of the payload; empty if it gave none.
    String clientId();

    /// The time range of the request as sent, for the identity of the payload; empty if it has
    /// none.
    String range();

    /// Turns the payload into columns.
    ///
    /// @param payload what [#payload] returned
    DecodedProfile decode(byte[] payload, Decoders decoders, DecodeLimits limits)
            throws MalformedProfileException;

    /// The labels of the series, not checked yet.
    List<LabelPair> labels(DecodedProfile decoded);

    /// Whether the time in the payload is one that its profiler put there.
    ///
    /// @param payloadNanos that time, nanoseconds since the epoch; 0 for none
    boolean hasOwnTime(long payloadNanos);

    /// The start of the profile, nanoseconds since the epoch.
    ///
    /// @param payloadNanos as in [#hasOwnTime]
    /// @param nowNanos when the request came
    long timeNanos(long payloadNanos, long nowNanos);

    /// The length of the profile in nanoseconds, 0 if unknown.
    ///
    /// @param payloadNanos the length in the payload, 0 if it has none
    long durationNanos(long payloadNanos);
}
