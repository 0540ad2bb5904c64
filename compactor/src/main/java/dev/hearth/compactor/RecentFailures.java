// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.compactor.plan.Job;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What failed a short time ago and is left alone, so that a damaged object is not read again and
/// again, and does not keep the rest waiting. For one thread at a time.
///
/// A damaged block is left alone for a while, and nothing else for it. What failed otherwise, say
/// since the store was away, is left alone for the rest of the run, then for longer and longer.
final class RecentFailures {

    private static final Duration DAMAGED_BLOCK = Duration.ofHours(1);
    private static final Duration DAMAGED_SEGMENT = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final int DOUBLED = 9;

    private final TenantId tenant;
    private final Map<BlockId, Failure> unreadable = new HashMap<>();
    private final Map<BlockId, Failure> unmergeable = new HashMap<>();
    private @Nullable Failure segments;

    /// @param times how often in a row
    private record Failure(Instant since, Duration pause, int times) {

        static Failure damage(Instant now, Duration pause) {
            return new Failure(now, pause, 1);
        }

        static Failure after(@Nullable Failure before, Instant now) {
            int times = before == null ? 0 : before.times();
            return new Failure(
                    now, FIRST_PAUSE.multipliedBy(1L << times), Math.min(DOUBLED, times + 1));
        }

        /// A clock that has gone back since ends it too.
        boolean isOver(Instant now) {
            return since.isAfter(now) || since.plus(pause).isBefore(now);
        }

        boolean isForgotten(Instant now) {
            return since.isAfter(now) || since.plus(pause).plus(DAMAGED_BLOCK).isBefore(now);
        }
    }

    RecentFailures(TenantId tenant) {
        this.tenant = tenant;
    }

    /// Notes that a job failed.
    ///
    /// @param cause an exception that names a damaged object, or any other
    void note(Job job, Throwable cause, Instant now) {
        switch (job) {
            case Job.Drop _ -> {}
            case Job.Segments _ ->
                    segments =
                            cause instanceof CorruptSegmentException
                                    ? Failure.damage(now, DAMAGED_SEGMENT)
                                    : Failure.after(segments, now);
            case Job.Merge(List<IndexedBlock> blocks) -> note(blocks, cause, now);
            case Job.ApplyDeletions(IndexedBlock block) -> note(List.of(block), cause, now);
            case Job.ApplyRetention(IndexedBlock block) -> note(List.of(block), cause, now);
        }
    }

    private void note(List<IndexedBlock> blocks, Throwable cause, Instant now) {
        String object = damaged(cause);
        for (IndexedBlock block : blocks) {
            if (object != null && object.startsWith(BlockKeys.block(tenant, block.id()))) {
                unreadable.put(block.id(), Failure.damage(now, DAMAGED_BLOCK));
                return;
            }
        }
        Map<BlockId, Failure> noted = blocks.size() == 1 ? unreadable : unmergeable;
        blocks.forEach(block -> noted.put(block.id(), Failure.after(noted.get(block.id()), now)));
    }

    /// The key of the object that is damaged or missing; null if that is not what happened.
    static @Nullable String damaged(Throwable cause) {
        return switch (cause) {
            case CorruptSegmentException damage -> damage.key();
            case NoSuchObjectException missing -> missing.key();
            default -> null;
        };
    }

    /// Forgets what failed long ago, and what did by a clock that has gone back since.
    ///
    /// @param live the blocks that there are
    void expire(Set<BlockId> live, Instant now) {
        unreadable.keySet().retainAll(live);
        unmergeable.keySet().retainAll(live);
        unreadable.values().removeIf(failure -> failure.isForgotten(now));
        unmergeable.values().removeIf(failure -> failure.isForgotten(now));
        Failure failed = segments;
        if (failed != null && failed.isForgotten(now)) {
            segments = null;
        }
    }

    /// Forgets that segments failed: they do not any more.
    void segmentsWork() {
        segments = null;
    }

    /// Forgets everything.
    void clear() {
        unreadable.clear();
        unmergeable.clear();
        segments = null;
    }

    /// Blocks that are not to be read.
    Set<BlockId> unreadable(Instant now) {
        return current(unreadable, now);
    }

    /// Blocks that are not to be merged.
    Set<BlockId> unmergeable(Instant now) {
        return current(unmergeable, now);
    }

    private static Set<BlockId> current(Map<BlockId, Failure> failures, Instant now) {
        Set<BlockId> current = new HashSet<>();
        failures.forEach((block, failure) -> {
            if (!failure.isOver(now)) {
                current.add(block);
            }
        });
        return current;
    }

    /// Whether segments are not to be read.
    boolean hasSegments(Instant now) {
        Failure failed = segments;
        return failed != null && !failed.isOver(now);
    }
}
