// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model.merge;

import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;

/// The sum of profiles of one series that share a stack table.
///
/// Its id is none of theirs: a copy of one of them that lies elsewhere stands for that one, and
/// must not take the place of all. It follows from theirs, in order, so that a replay gives it
/// again.
final class ProfileSum {

    /// Said of values whose sum does not fit.
    private static final long TOO_LARGE = -1;

    private final Profile first;
    private final SampleSum samples;
    private ProfileId id;
    private long total;
    private long durationNanos;
    private long period;

    ProfileSum(Profile first) {
        this.first = first;
        this.samples = new SampleSum(first.samples());
        this.id = first.id();
        this.total = total(first.samples());
        this.durationNanos = first.durationNanos();
        this.period = first.period();
    }

    /// Adds a profile that does not begin before the first.
    ///
    /// @return false if it must stay apart; nothing was added then
    boolean add(Profile profile) {
        long more = total(profile.samples());
        boolean fits = total >= 0 && more >= 0 && total + more >= 0;
        if (!fits || !samples.add(profile.samples())) {
            return false;
        }
        total += more;
        id = ProfileId.ofBoth(id, profile.id());
        period = period == profile.period() ? period : 0;
        long end =
                SampleMerge.addSaturated(
                        profile.timeNanos() - first.timeNanos(),
                        Math.max(0, profile.durationNanos()));
        durationNanos = Math.max(durationNanos, end);
        return true;
    }

    /// The sum as a profile. Nothing is a retry of it: retries are of what was pushed.
    Profile finish() {
        return new Profile(
                first.labels(),
                id,
                false,
                first.timeNanos(),
                durationNanos,
                period,
                samples.finish());
    }

    private static long total(Samples samples) {
        long total = 0;
        for (long value : samples.values()) {
            total += value;
            if (total < 0) {
                return TOO_LARGE;
            }
        }
        return total;
    }
}
