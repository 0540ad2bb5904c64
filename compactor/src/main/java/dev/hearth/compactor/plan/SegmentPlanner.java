// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

import dev.hearth.block.BlockMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which segments become blocks: of each partition the first ones, without a gap.
final class SegmentPlanner {

    private final PlanLimits limits;

    SegmentPlanner(PlanLimits limits) {
        this.limits = limits;
    }

    /// The next segments, or null if none are due.
    Job.@Nullable Segments next(List<Waiting> waiting, List<DueDeletion> deletions, boolean force) {
        boolean isAwaited = waiting.stream().anyMatch(each -> isAwaited(each, deletions));
        if (!isAwaited && !isDue(waiting, force)) {
            return null;
        }
        Map<String, Integer> taken = take(waiting);
        List<Piece> pieces = new ArrayList<>();
        SortedMap<String, BlockMeta.Positions> ranges = new TreeMap<>();
        for (Waiting each : waiting) {
            int count = taken.getOrDefault(each.partition(), 0);
            pieces.addAll(each.pieces().subList(0, count));
            boolean isWhole = count == each.pieces().size();
            long end = isWhole ? each.end() : each.pieces().get(count).start();
            boolean isOfUse = count > 0 || isAwaited(each, deletions);
            if (isOfUse && end > each.start()) {
                ranges.put(each.partition(), new BlockMeta.Positions(each.start(), end));
            }
        }
        return ranges.isEmpty() ? null : new Job.Segments(pieces, ranges);
    }

    /// Whether a deletion is not done before this is in blocks.
    private static boolean isAwaited(Waiting waiting, List<DueDeletion> deletions) {
        return deletions.stream()
                .anyMatch(deletion ->
                        waiting.start()
                                < Math.min(waiting.end(), deletion.position(waiting.partition())));
    }

    private boolean isDue(List<Waiting> waiting, boolean force) {
        int count = 0;
        for (Waiting each : waiting) {
            count += each.pieces().size();
            for (Piece piece : each.pieces()) {
                if (force || piece.ageNanos() >= limits.intervalNanos()) {
                    return true;
                }
            }
        }
        return count >= limits.segments();
    }

    /// How many of each partition, the oldest first.
    private Map<String, Integer> take(List<Waiting> waiting) {
        Map<String, Integer> taken = new HashMap<>();
        long bytes = 0;
        for (int count = 0; count < limits.inputs() && bytes < limits.blockBytes(); count++) {
            Piece oldest = null;
            for (Waiting each : waiting) {
                int next = taken.getOrDefault(each.partition(), 0);
                if (next < each.pieces().size()) {
                    Piece piece = each.pieces().get(next);
                    boolean isOlder = oldest == null || piece.ageNanos() > oldest.ageNanos();
                    oldest = isOlder ? piece : oldest;
                }
            }
            if (oldest == null) {
                return taken;
            }
            bytes += oldest.bytes();
            taken.merge(oldest.partition(), 1, Integer::sum);
        }
        return taken;
    }
}
