// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.formats.pprof.PprofMerger;
import dev.hearth.model.ProfileType;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.query.StackTotals;

/// Sums by stack as one pprof.
final class MergedProfile {

    private MergedProfile() {}

    /// The profile; empty without samples.
    ///
    /// @param totals belong to the call
    /// @param maxNodes nodes of its tree of stacks, at least 1; the smallest are cut off
    static Profile encode(StackTotals totals, ProfileType type, TimeRange range, long maxNodes) {
        long duration = Math.max(0, range.endNanos() - range.startNanos());
        byte[] bytes =
                new PprofMerger(totals.stacks())
                        .encode(type, range.startNanos(), duration, totals.period(), maxNodes);
        try {
            return Profile.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
