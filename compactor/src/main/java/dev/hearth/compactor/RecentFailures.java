// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.compactor.plan.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What failed a short time ago and is left alone, so that a damaged object is not read again and
/// again, and does not keep the rest waiting. For one thread at a time.
final class RecentFailures {

    private static final Duration BLOCKS = Duration.ofHours(1);
    private static final Duration SEGMENTS = Duration.ofMinutes(5);

    private final Map<BlockId, Instant> blocks = new HashMap<>();
    private @Nullable Instant segments;

    /// Notes that a job failed.
    void note(Job job, Instant now) {
        switch (job) {
            case Job.Drop drop -> drop.blocks().forEach(block -> blocks.put(block, now));
            case Job.Segments _ -> segments = now;
            case Job.Merge merge ->
                    merge.blocks().forEach((IndexedBlock block) -> blocks.put(block.id(), now));
            case Job.ApplyDeletions apply -> blocks.put(apply.block().id(), now);
            case Job.ApplyRetention apply -> blocks.put(apply.block().id(), now);
        }
    }

    /// Forgets what failed long ago, and what did by a clock that has gone back since.
    void expire(Instant now) {
        blocks.values().removeIf(since -> isOver(since, BLOCKS, now));
        Instant failed = segments;
        if (failed != null && isOver(failed, SEGMENTS, now)) {
            segments = null;
        }
    }

    private static boolean isOver(Instant since, Duration length, Instant now) {
        return since.isAfter(now) || since.plus(length).isBefore(now);
    }

    /// Forgets everything.
    void clear() {
        blocks.clear();
        segments = null;
    }

    boolean has(BlockId block) {
        return blocks.containsKey(block);
    }

    boolean hasSegments() {
        return segments != null;
    }
}
