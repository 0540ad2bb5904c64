// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Deletes segments and floors below a floor, each some time after the floor was seen there. For
/// one thread at a time.
final class SegmentCleaner {

    private final ObjectStore store;
    private final ChainCatalog chains;
    private final long delayNanos;
    private final Ages ages;
    private final Map<String, Deque<Long>> floors = new HashMap<>();
    private final Map<String, Long> cleaned = new HashMap<>();

    SegmentCleaner(ObjectStore store, ChainCatalog chains, Duration delay, Ages ages) {
        this.store = store;
        this.chains = chains;
        this.delayNanos = delay.toNanos();
        this.ages = ages;
    }

    /// Deletes what is due.
    ///
    /// @param floor the floor as it was read or raised last
    /// @return objects deleted
    int clean(String partition, long floor, boolean force) throws IOException {
        long due = due(partition, floor, force);
        int deleted = 0;
        for (String key : chains.below(partition, due)) {
            store.delete(key);
            deleted++;
        }
        cleaned.merge(partition, due, Math::max);
        return deleted;
    }

    /// The highest floor that was seen long ago enough.
    private long due(String partition, long floor, boolean force) {
        if (force) {
            return floor;
        }
        Deque<Long> known = floors.computeIfAbsent(partition, _ -> new ArrayDeque<>());
        if (known.isEmpty() || known.getLast() < floor) {
            known.addLast(floor);
        }
        long due = 0;
        for (long each : known) {
            if (ages.of("floor/" + partition + "/" + each) >= delayNanos) {
                due = each;
            }
        }
        while (known.size() > 1 && known.getFirst() < due) {
            known.removeFirst();
        }
        return due;
    }

    /// Up to where segments were deleted, for each partition.
    Map<String, Long> cleaned() {
        return Map.copyOf(cleaned);
    }
}
