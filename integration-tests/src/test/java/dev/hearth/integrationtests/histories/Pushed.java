// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.model.Labels;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A batch that somebody pushed, and what the model knows of it. Moments are numbers that the model
/// counts up.
final class Pushed {

    static final long NEVER = Long.MAX_VALUE;

    final TenantId tenant;
    final int partition;
    final ProfileBatch batch;
    final List<Item> items;
    final long begun;

    /// When the append time was at most this, milliseconds since the epoch.
    final long appendMillis;

    /// When it was acknowledged.
    long acked = NEVER;

    /// For each partition that it was sent to, from when on it is there or never will be.
    private final Map<Integer, Long> decided = new TreeMap<>();

    /// Deletions that did not hit it, since it was found after they were acknowledged: they never
    /// will.
    final Set<NaiveModel.Deletion> survived = new HashSet<>();

    /// One profile.
    static final class Item {

        final int number;
        final Labels labels;
        final long timeNanos;
        final String path;
        final long value;
        final long sharedValue;

        /// When a query had found that it is not there, or no more.
        long gone = NEVER;

        /// @param path its functions from the root, the last of them its own
        /// @param sharedValue value of the stack that all profiles have
        Item(int number, Labels labels, long timeNanos, String path, long value, long sharedValue) {
            this.number = number;
            this.labels = labels;
            this.timeNanos = timeNanos;
            this.path = path;
            this.value = value;
            this.sharedValue = sharedValue;
        }
    }

    Pushed(
            TenantId tenant,
            int partition,
            ProfileBatch batch,
            List<Item> items,
            long begun,
            long appendMillis) {
        this.tenant = tenant;
        this.partition = partition;
        this.batch = batch;
        this.items = items;
        this.begun = begun;
        this.appendMillis = appendMillis;
        this.decided.put(partition, NEVER);
    }

    /// Notes that a partition may have a copy.
    void sentTo(int other) {
        decided.put(other, NEVER);
    }

    /// Notes that all owners of a partition begin anew.
    void crashed(int other, long moment) {
        decided.computeIfPresent(other, (_, before) -> Math.min(before, moment));
    }

    /// From when on a query that does not find it says that it never will be there.
    long decided() {
        return decided.values().stream().mapToLong(Long::longValue).max().orElse(NEVER);
    }

    /// Whether one of its profiles was found missing.
    boolean isGone() {
        return items.stream().anyMatch(item -> item.gone != NEVER);
    }
}
