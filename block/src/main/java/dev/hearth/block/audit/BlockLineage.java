// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockMeta;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Finds out which of a tenant's blocks count, from what they were made of alone. For one use.
///
/// Each profile has to count once: a block stands for those it was made of, two jobs that were made
/// of the same block or of the same positions cannot both count. Objects are deleted only after
/// what stands for them was committed; so what is missing tells which of two it was.
final class BlockLineage {

    private final Map<String, Long> floors;
    private final List<BlockJob> jobs = new ArrayList<>();
    private final Set<BlockId> whole = new HashSet<>();
    private final Set<BlockId> sourcesOfAny = new HashSet<>();

    /// Blocks that an accepted job stands for.
    private final Set<BlockId> replaced = new HashSet<>();

    private final List<BlockJob> accepted = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /// @param blocks blocks that are there as a whole
    /// @param floors the floors of partitions
    BlockLineage(Collection<BlockMeta> blocks, Map<String, Long> floors) {
        this.floors = floors;
        Map<List<BlockId>, List<BlockMeta>> byJob = new HashMap<>();
        for (BlockMeta block : blocks) {
            whole.add(block.id());
            byJob.computeIfAbsent(block.sources().job(), _ -> new ArrayList<>()).add(block);
        }
        for (List<BlockMeta> job : byJob.values()) {
            jobs.add(BlockJob.of(job));
        }
        jobs.forEach(job -> sourcesOfAny.addAll(job.sources()));
    }

    /// What counts.
    ///
    /// @param live the blocks that count
    /// @param covered up to where they hold what the segments of each partition held
    /// @param members all blocks of jobs that count, there or not
    /// @param notes what is left out, and what is missing
    record Result(
            SortedMap<BlockId, BlockMeta> live,
            SortedMap<String, Long> covered,
            Set<BlockId> members,
            List<String> notes) {}

    Result resolve() {
        chooseMerges();
        chooseRoots();
        TreeMap<BlockId, BlockMeta> live = new TreeMap<>();
        TreeMap<String, Long> covered = new TreeMap<>();
        Set<BlockId> members = new HashSet<>();
        for (BlockJob job : accepted) {
            live.putAll(job.there());
            members.addAll(job.members());
            job.positions()
                    .forEach(
                            (partition, range) -> covered.merge(partition, range.end(), Math::max));
            for (BlockId member : job.members()) {
                if (!whole.contains(member) && !replaced.contains(member)) {
                    notes.add(
                            "block %s is not there, which was made together with %s: nothing was left of it later, or it is lost"
                                    .formatted(member, job.newest()));
                }
            }
        }
        live.keySet().removeAll(replaced);
        covered.replaceAll((partition, end) -> Math.max(end, floors.getOrDefault(partition, 0L)));
        return new Result(live, covered, members, List.copyOf(notes));
    }

    private long missingSources(BlockJob job) {
        return job.sources().stream().filter(id -> !whole.contains(id)).count();
    }

    /// Whether others were made of it, which is done only with what counts.
    private boolean isBuiltUpon(BlockJob job) {
        return job.members().stream().anyMatch(sourcesOfAny::contains);
    }

    private boolean isComplete(BlockJob job) {
        return job.members().stream()
                .allMatch(id -> whole.contains(id) || sourcesOfAny.contains(id));
    }

    private void chooseMerges() {
        List<BlockJob> merges =
                new ArrayList<>(jobs.stream().filter(job -> !job.isRoot()).toList());
        merges.sort(
                Comparator.comparing(this::isBuiltUpon)
                        .thenComparingLong(this::missingSources)
                        .thenComparing(BlockJob::newest)
                        .reversed());
        for (BlockJob job : merges) {
            boolean isTaken = job.sources().stream().anyMatch(replaced::contains);
            if (isTaken) {
                leaveOut(job, "others stand for what they were made of");
            } else if (!isComplete(job) && missingSources(job) == 0) {
                leaveOut(job, "some that were made together with them are not there");
            } else {
                accepted.add(job);
                replaced.addAll(job.sources());
            }
        }
    }

    private void chooseRoots() {
        List<BlockJob> roots = new ArrayList<>(jobs.stream().filter(BlockJob::isRoot).toList());
        roots.sort(
                Comparator.comparing(this::isReplaced)
                        .thenComparing(this::isComplete)
                        .thenComparingLong(BlockLineage::ends)
                        .thenComparing(BlockJob::newest)
                        .reversed());
        for (BlockJob job : roots) {
            boolean isTaken =
                    accepted.stream().anyMatch(each -> each.isRoot() && each.overlaps(job));
            if (isTaken) {
                leaveOut(job, "others hold the same positions");
            } else if (!isReplaced(job) && !isComplete(job) && isStillInSegments(job)) {
                leaveOut(job, "some are missing, and the segments are still there");
            } else {
                accepted.add(job);
            }
        }
    }

    /// Whether a part of it counts by another block that was made of it.
    private boolean isReplaced(BlockJob job) {
        return job.members().stream().anyMatch(replaced::contains);
    }

    private static long ends(BlockJob job) {
        return job.positions().values().stream().mapToLong(BlockMeta.Positions::end).sum();
    }

    private boolean isStillInSegments(BlockJob job) {
        return job.positions().entrySet().stream()
                .allMatch(each -> {
                    long start = each.getValue().start();
                    boolean isPassed =
                            accepted.stream()
                                    .map(other -> other.positions().get(each.getKey()))
                                    .anyMatch(range -> range != null && range.end() > start);
                    return !isPassed && floors.getOrDefault(each.getKey(), 0L) <= start;
                });
    }

    private void leaveOut(BlockJob job, String why) {
        notes.add("blocks %s are left out: %s".formatted(job.there().keySet(), why));
    }
}
