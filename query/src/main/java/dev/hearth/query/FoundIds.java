// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.ProfileIdSet;

/// Ids of profiles that were looked for, and the times of what was looked through. For one thread
/// while it is added to.
public final class FoundIds {

    private final ProfileIdSet ids = new ProfileIdSet();
    private long minTimeNanos = Long.MAX_VALUE;
    private long maxTimeNanos = Long.MIN_VALUE;

    /// Nothing found, in nothing.
    public FoundIds() {}

    /// What was found; may be added to.
    public ProfileIdSet ids() {
        return ids;
    }

    /// No profile of what was looked through is earlier, nanoseconds since the epoch; after
    /// [#maxTimeNanos] if there was none.
    public long minTimeNanos() {
        return minTimeNanos;
    }

    /// No profile of what was looked through is later, nanoseconds since the epoch.
    public long maxTimeNanos() {
        return maxTimeNanos;
    }

    /// Notes that profiles from one time to another were looked through.
    public void addTimes(long minNanos, long maxNanos) {
        minTimeNanos = Math.min(minTimeNanos, minNanos);
        maxTimeNanos = Math.max(maxTimeNanos, maxNanos);
    }

    /// Adds what others found.
    public void add(FoundIds others) {
        ids.addAll(others.ids);
        addTimes(others.minTimeNanos, others.maxTimeNanos);
    }
}
