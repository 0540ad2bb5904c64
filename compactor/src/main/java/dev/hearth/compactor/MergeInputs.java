// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.BlockMetaJson;
import dev.hearth.block.index.CopySearch;
import dev.hearth.block.index.DeletedTimes;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.LostPart;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.merge.CopyFinder;
import dev.hearth.block.merge.MergeInput;
import dev.hearth.block.merge.MergeJob;
import dev.hearth.block.merge.TimeHistogram;
import dev.hearth.block.merge.TimeWindow;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.compactor.plan.Job;
import dev.hearth.compactor.plan.Piece;
import dev.hearth.compactor.plan.Windows;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.HiddenTimes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Turns what was planned into what is merged: which times are hidden, which windows there are.
final class MergeInputs {

    private final ObjectStore store;
    private final TimeHistogram histogram;
    private final CopyFinder copies;
    private final Windows windows;
    private final BlockMetaJson json = new BlockMetaJson();

    MergeInputs(ObjectStore store, TimeHistogram histogram, CopyFinder copies, Windows windows) {
        this.store = store;
        this.histogram = histogram;
        this.copies = copies;
        this.windows = windows;
    }

    /// What is decided about time in a run.
    ///
    /// @param retained what is too old
    /// @param earliestCutoffNanos what is older is kept of no series
    /// @param force whether all windows count as over
    record Moment(HiddenTimes retained, long earliestCutoffNanos, long nowNanos, boolean force) {}

    /// What segments a job reads. Those of which nothing is kept are left out unread: damage in
    /// them hurts nobody.
    ///
    /// @param lost keys of segments that are given up
    Segments segments(TenantIndex index, Job.Segments job, Moment moment, Set<String> lost)
            throws IOException {
        DeletedTimes deleted = new DeletedTimes(index);
        List<MergeInput.OfSegment> inputs = new ArrayList<>();
        List<LostPart> given = new ArrayList<>();
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        long marked = 0;
        for (Piece piece : job.pieces()) {
            if (isDead(index, piece, moment)) {
                continue;
            }
            if (lost.contains(piece.key())) {
                given.add(part(piece, moment));
                continue;
            }
            HiddenTimes hidden =
                    HiddenTimes.union(
                            List.of(
                                    deleted.ofSegment(
                                            piece.partition(), piece.start(), piece.end()),
                                    moment.retained()));
            inputs.add(new MergeInput.OfSegment(piece.key(), hidden));
            min = Math.min(min, piece.minTimeNanos());
            max = Math.max(max, piece.maxTimeNanos());
            marked += piece.marked();
        }
        CopySearch search = new CopySearch(index.live().keySet(), marked, min, max);
        List<MergeInput> rest =
                List.copyOf(withoutCopies(index, inputs, search, moment.retained()));
        MergeJob merge =
                new MergeJob(
                        index.tenant(),
                        1,
                        index.lastDeletion(),
                        rest,
                        windows(index, rest, min, max, moment),
                        job.ranges(),
                        List.of());
        return new Segments(merge, search, given);
    }

    private static LostPart part(Piece piece, Moment moment) {
        return new LostPart(
                piece.key(),
                piece.minTimeNanos(),
                piece.maxTimeNanos(),
                Instant.ofEpochSecond(0, moment.nowNanos()));
    }

    /// What segments a job reads, where was looked for copies of what is in them, and what is given
    /// up.
    record Segments(MergeJob merge, CopySearch search, List<LostPart> lost) {
        /// Keeps a copy of the list.
        Segments {
            lost = List.copyOf(lost);
        }
    }

    /// Without a marked profile, here or in a block that is near, nothing is looked at.
    private List<MergeInput.OfSegment> withoutCopies(
            TenantIndex index,
            List<MergeInput.OfSegment> inputs,
            CopySearch search,
            HiddenTimes retained)
            throws IOException {
        List<MergeInput.OfBlock> near = new ArrayList<>();
        for (IndexedBlock block : index.live().values()) {
            if (search.concerns(block) && !block.isSkipped()) {
                near.add(input(index, block, retained));
            }
        }
        return search.marked() == 0 && near.isEmpty()
                ? inputs
                : copies.withoutCopies(index.tenant(), inputs, near);
    }

    private static boolean isDead(TenantIndex index, Piece piece, Moment moment) {
        return piece.maxTimeNanos() < moment.earliestCutoffNanos()
                || index.deletionsOf(piece.partition(), piece.start(), piece.end()).stream()
                        .anyMatch(Deletion::whole);
    }

    MergeJob blocks(TenantIndex index, List<IndexedBlock> blocks, Moment moment)
            throws IOException {
        List<MergeInput> inputs = new ArrayList<>();
        SortedMap<String, BlockMeta.Positions> positions = new TreeMap<>();
        int level = 0;
        for (IndexedBlock block : blocks) {
            MergeInput.OfBlock input = input(index, block, moment.retained());
            inputs.add(input);
            level = Math.max(level, block.level());
            for (Map.Entry<String, BlockMeta.Positions> each :
                    input.meta().sources().positions().entrySet()) {
                positions.merge(each.getKey(), each.getValue(), MergeInputs::span);
            }
        }
        long min = blocks.stream().mapToLong(IndexedBlock::minTimeNanos).min().orElse(0);
        long max = blocks.stream().mapToLong(IndexedBlock::maxTimeNanos).max().orElse(0);
        return new MergeJob(
                index.tenant(),
                level + 1,
                index.lastDeletion(),
                inputs,
                blocks.size() == 1 ? List.of() : windows(index, inputs, min, max, moment),
                positions,
                blocks.stream().map(IndexedBlock::id).toList());
    }

    private static BlockMeta.Positions span(BlockMeta.Positions a, BlockMeta.Positions b) {
        return new BlockMeta.Positions(Math.min(a.start(), b.start()), Math.max(a.end(), b.end()));
    }

    private MergeInput.OfBlock input(TenantIndex index, IndexedBlock block, HiddenTimes retained)
            throws IOException {
        HiddenTimes deleted = new DeletedTimes(index).ofBlock(block);
        return new MergeInput.OfBlock(
                meta(index, block.id()), HiddenTimes.union(List.of(deleted, retained)));
    }

    private BlockMeta meta(TenantIndex index, BlockId id) throws IOException {
        String key = BlockKeys.meta(index.tenant(), id);
        BlockMeta meta = json.decode(key, store.get(key));
        if (!meta.id().equals(id) || !meta.tenant().equals(index.tenant())) {
            throw new CorruptSegmentException(
                    key,
                    0,
                    "it describes block %s of tenant \"%s\" (expected %s of \"%s\")"
                            .formatted(meta.id(), meta.tenant(), id, index.tenant()));
        }
        return meta;
    }

    private List<TimeWindow> windows(
            TenantIndex index, List<MergeInput> inputs, long min, long max, Moment moment)
            throws IOException {
        if (inputs.isEmpty()) {
            return List.of();
        }
        SortedMap<Long, Long> buckets = windows.buckets(min, max);
        if (buckets == null) {
            buckets = histogram.count(index.tenant(), inputs, windows.bucketNanos());
        }
        return windows.choose(buckets, moment.nowNanos(), moment.force());
    }

    /// Whether deletions that were not applied to a block take a profile of it.
    boolean isHit(TenantIndex index, IndexedBlock block) throws IOException {
        return holds(index, block, new DeletedTimes(index).ofBlock(block));
    }

    /// Whether a block holds a profile that is hidden.
    boolean holds(TenantIndex index, IndexedBlock block, HiddenTimes hidden) throws IOException {
        HiddenTimes rest = series -> hidden.of(series).gaps(Long.MIN_VALUE, Long.MAX_VALUE);
        MergeInput input = new MergeInput.OfBlock(meta(index, block.id()), rest);
        return !histogram.count(index.tenant(), List.of(input), Long.MAX_VALUE).isEmpty();
    }
}
