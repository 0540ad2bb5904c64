// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.merge.TimeWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which blocks become one.
///
/// Only blocks of less than half of the largest size are merged, and no more together than make one
/// block of that size; so each merge leaves fewer blocks, and there is an end.
final class MergePlanner {

    private static final int WIDE = 4;
    private static final int FORCED = 2;

    /// A block this many times as large as all others of its window together waits for more of
    /// them.
    private static final int UNEVEN = 8;

    private static final int MANY = 8;
    private static final Comparator<IndexedBlock> BY_SIZE =
            Comparator.comparingLong(IndexedBlock::bytes).thenComparing(IndexedBlock::id);

    private final PlanLimits limits;
    private final Windows windows;

    MergePlanner(PlanLimits limits) {
        this.limits = limits;
        this.windows = new Windows(limits);
    }

    /// The next merge, the smallest windows and the oldest first; null if none is due.
    @Nullable List<IndexedBlock> next(List<IndexedBlock> live, long nowNanos, boolean force) {
        List<IndexedBlock> small = live.stream().filter(this::isSmall).toList();
        List<Long> ranges = force ? List.of(limits.largestRange()) : limits.ranges();
        for (long range : ranges) {
            List<IndexedBlock> group = inOneWindow(small, range, nowNanos, force);
            if (group != null) {
                return group;
            }
        }
        List<IndexedBlock> wide = fitting(small.stream().filter(this::isWide).toList());
        return wide.size() >= (force ? FORCED : WIDE) ? wide : null;
    }

    private boolean isSmall(IndexedBlock block) {
        return block.bytes() < limits.blockBytes() / 2
                && block.samples() < limits.blockSamples() / 2;
    }

    private boolean isWide(IndexedBlock block) {
        return !isWithin(block, limits.largestRange());
    }

    private static boolean isWithin(IndexedBlock block, long range) {
        return Math.floorDiv(block.minTimeNanos(), range)
                == Math.floorDiv(block.maxTimeNanos(), range);
    }

    private @Nullable List<IndexedBlock> inOneWindow(
            List<IndexedBlock> small, long range, long nowNanos, boolean force) {
        TreeMap<Long, List<IndexedBlock>> groups = new TreeMap<>();
        for (IndexedBlock block : small) {
            TimeWindow window = Windows.window(block.minTimeNanos(), range);
            if (isWithin(block, range) && (force || windows.isOver(window, nowNanos))) {
                groups.computeIfAbsent(window.startNanos(), _ -> new ArrayList<>()).add(block);
            }
        }
        for (List<IndexedBlock> group : groups.values()) {
            List<IndexedBlock> chosen = fitting(force ? group : even(group));
            if (chosen.size() > 1) {
                return chosen;
            }
        }
        return null;
    }

    /// Without the largest if it would be copied for little.
    private static List<IndexedBlock> even(List<IndexedBlock> group) {
        List<IndexedBlock> sorted = group.stream().sorted(BY_SIZE).toList();
        List<IndexedBlock> others = sorted.subList(0, sorted.size() - 1);
        long bytes = others.stream().mapToLong(IndexedBlock::bytes).sum();
        boolean isUneven = sorted.getLast().bytes() / UNEVEN > bytes && others.size() < MANY;
        return isUneven ? others : sorted;
    }

    /// The smallest that make no more than one block.
    private List<IndexedBlock> fitting(List<IndexedBlock> group) {
        List<IndexedBlock> chosen = new ArrayList<>();
        long bytes = 0;
        long samples = 0;
        for (IndexedBlock block : group.stream().sorted(BY_SIZE).toList()) {
            bytes += block.bytes();
            samples += block.samples();
            if (bytes > limits.blockBytes()
                    || samples > limits.blockSamples()
                    || chosen.size() == limits.inputs()) {
                return chosen;
            }
            chosen.add(block);
        }
        return chosen;
    }
}
