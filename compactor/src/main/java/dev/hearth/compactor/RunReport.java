// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.config.text.JsonText;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/// What a run did. Counts by name; safe for many threads.
final class RunReport {

    /// What is counted.
    enum Count {
        /// Segments that became blocks, per tenant.
        SEGMENTS_COMPACTED,
        /// Blocks that were made.
        BLOCKS_MADE,
        /// Blocks that no longer count.
        BLOCKS_REPLACED,
        /// Samples in new blocks.
        SAMPLES_WRITTEN,
        /// Bytes read by merges.
        BYTES_READ,
        /// Bytes of new blocks.
        BYTES_WRITTEN,
        /// Jobs that were begun anew since somebody else was faster.
        JOBS_STALE,
        /// Things that failed; the log says what.
        FAILURES,
        /// Tenants' parts of damaged segments that were given up.
        PARTS_LOST,
        /// Damaged blocks that are skipped from now on.
        BLOCKS_SKIPPED,
        /// Floors that were raised.
        FLOORS_RAISED,
        /// Objects of segments and floors that were deleted.
        SEGMENTS_DELETED,
        /// Objects of blocks that were deleted.
        BLOCK_OBJECTS_DELETED,
        /// Complete blocks that are in no index, and stay.
        UNKNOWN_BLOCKS,
        /// Versions of indexes that were deleted.
        INDEX_VERSIONS_DELETED,
        /// Deletions whose data no live block holds any more.
        DELETIONS_FINISHED,
        /// Tenants of which nothing is left.
        TENANTS_ENDED
    }

    private final Map<Count, LongAdder> counts = new TreeMap<>();

    RunReport() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    void add(Count count, long amount) {
        adder(count).add(amount);
    }

    void add(Count count) {
        add(count, 1);
    }

    long get(Count count) {
        return adder(count).sum();
    }

    private LongAdder adder(Count count) {
        LongAdder adder = counts.get(count);
        if (adder == null) {
            throw new IllegalStateException("nothing counts " + count);
        }
        return adder;
    }

    /// Whether anything was done, or failed.
    boolean isSomething() {
        return counts.values().stream().anyMatch(amount -> amount.sum() > 0);
    }

    /// The counts as a JSON object.
    String json() {
        JsonText text = new JsonText();
        counts.forEach(
                (count, amount) -> text.raw(count.name().toLowerCase(Locale.ROOT), amount.sum()));
        return text.toString();
    }

    @Override
    public String toString() {
        return json();
    }
}
