// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.ProfileIdSet;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Finds the profiles of segments that must not get into blocks, because others with the same id
/// are there or come from another segment.
///
/// Of an id that is marked somewhere none gets in if a block has one, else the first marked one. So
/// what is kept stays marked, and further copies are known when they come. What is hidden does not
/// count as being there. In memory are some profiles at a time, and the ids that are marked
/// somewhere. Safe for many threads.
public final class CopyFinder {

    /// Profiles that are in memory at a time: 3 MiB.
    private static final int ROWS_AT_ONCE = 1 << 16;

    private final ObjectStore store;
    private final SegmentReader segments;
    private final int rowsAtOnce;

    /// @param store where segments and blocks lie
    /// @param segments reads footers of segments
    public CopyFinder(ObjectStore store, SegmentReader segments) {
        this(store, segments, ROWS_AT_ONCE);
    }

    /// @param store where segments and blocks lie
    /// @param segments reads footers of segments
    /// @param rowsAtOnce profiles that are in memory at a time
    public CopyFinder(ObjectStore store, SegmentReader segments, int rowsAtOnce) {
        this.store = store;
        this.segments = segments;
        this.rowsAtOnce = rowsAtOnce;
    }

    /// Looks for copies.
    ///
    /// @param inputs what is to be merged, in an order that decides which copy is kept
    /// @param blocks all blocks that may hold copies, without those that are to be replaced; if no
    ///   input has a marked profile, those with one are enough
    /// @return the inputs, without the copies
    /// @throws IOException as [BlockMerger#merge]
    public List<MergeInput.OfSegment> withoutCopies(
            TenantId tenant, List<MergeInput.OfSegment> inputs, List<MergeInput.OfBlock> blocks)
            throws IOException {
        InputReads reads = new InputReads(store);
        SortedSet<String> services = new TreeSet<>();
        ProfileIdSet marked = new ProfileIdSet();
        for (MergeFiles files : BlockMerger.open(tenant, List.copyOf(inputs), segments, reads)) {
            services.addAll(files.services().keySet());
            if (files.marked() > 0) {
                each(
                        files,
                        files.services().keySet(),
                        (run, i) -> {
                            if (run.isMarked(i)) {
                                marked.add(run.ids[2 * i], run.ids[2 * i + 1]);
                            }
                        });
            }
        }
        ProfileIdSet held = new ProfileIdSet();
        for (MergeFiles files : BlockMerger.open(tenant, List.copyOf(blocks), segments, reads)) {
            each(
                    files,
                    services,
                    (run, i) -> {
                        long high = run.ids[2 * i];
                        long low = run.ids[2 * i + 1];
                        if (run.isMarked(i) || marked.contains(high, low)) {
                            held.add(high, low);
                        }
                    });
        }
        ProfileIdSet kept = new ProfileIdSet();
        List<MergeInput.OfSegment> rest = new ArrayList<>(inputs.size());
        for (MergeInput.OfSegment input : inputs) {
            BitSet dropped = new BitSet();
            for (MergeFiles files : BlockMerger.open(tenant, List.of(input), segments, reads)) {
                each(
                        files,
                        files.services().keySet(),
                        (run, i) -> {
                            long high = run.ids[2 * i];
                            long low = run.ids[2 * i + 1];
                            boolean isKept =
                                    marked.contains(high, low)
                                            ? run.isMarked(i)
                                                    && !held.contains(high, low)
                                                    && kept.add(high, low)
                                            : !held.contains(high, low);
                            dropped.set(run.first + i, !isKept);
                        });
            }
            rest.add(
                    dropped.isEmpty()
                            ? input
                            : new MergeInput.OfSegment(
                                    input.key(), input.hidden(), new DroppedRows(dropped)));
        }
        return rest;
    }

    /// Takes a profile.
    @FunctionalInterface
    private interface Profiles {

        void take(ProfileRun run, int profile);
    }

    /// Goes over what is not hidden of some services.
    private void each(MergeFiles files, Iterable<String> services, Profiles into)
            throws IOException {
        SeriesLabels labels = SeriesLabels.open(files);
        for (String service : services) {
            ServiceInput input = ServiceInput.scan(files, labels, service, _ -> true);
            SegmentFooter.Rows rows = files.rows(service, BlockFile.PROFILES);
            if (input == null || rows == null) {
                continue;
            }
            ParquetFileReader profiles = files.open(BlockFile.PROFILES);
            int end = rows.first() + rows.count();
            for (int first = rows.first(); first < end; first += rowsAtOnce) {
                int count = Math.min(rowsAtOnce, end - first);
                ProfileRun run = ProfileRun.read(files, profiles, first, count);
                for (int i = 0; i < run.size(); i++) {
                    if (input.isTaken(input.series(run, i), run.first + i, run.times[i])) {
                        into.take(run, i);
                    }
                }
            }
        }
    }
}
