// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.BlockMetaJson;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/// Merges segments and blocks of a tenant into new blocks. Safe for many threads.
///
/// Streams: at a time it holds
///
/// - of one service, the symbols, stacks and labels of all inputs and their union,
/// - 131,072 profiles (60 bytes each), or those of one series if these are more, and the samples of
///   one profile,
/// - sums by stack of one series in each of three lengths, and of 32 MiB of functions by hour,
/// - of each file of one new block a row group of up to 524,288 rows (24 bytes a sample, and 8 for
///   its span, 16 for its trace), and of each input some pages,
/// - where the pages of the inputs lie (20 bytes each), and what [MergeBounds] says,
///
/// however many samples and services the inputs have. Each window is a pass over the inputs that
/// reach into it. The new blocks lie on the local disk, all of them, before the first is put.
public final class BlockMerger {

    private final ObjectStore store;
    private final SegmentReader segments;
    private final Path scratch;
    private final MergeBounds bounds;
    private final BlockMetaJson json = new BlockMetaJson();

    /// @param store where inputs lie and blocks go
    /// @param segments reads footers of segments
    /// @param scratch directory for files that are being made; need not exist. Each merge has a
    ///   directory of its own there and removes it; what a crash left is the caller's to remove
    public BlockMerger(
            ObjectStore store, SegmentReader segments, Path scratch, MergeBounds bounds) {
        this.store = store;
        this.segments = segments;
        this.scratch = scratch;
        this.bounds = bounds;
    }

    /// Makes the blocks of a job and puts their objects: all files of all blocks, then `meta.json`
    /// of each. No block has no profile; there may be none at all. Blocks; to be interrupted as the
    /// store is.
    ///
    /// Equal inputs give equal files.
    ///
    /// @return the new blocks
    /// @throws NoSuchObjectException if an input is gone
    /// @throws CorruptSegmentException if the bytes of an input are wrong
    /// @throws IOException if the store or the disk fails, or a key is taken; objects of announced
    ///   blocks may then exist, to be removed by the caller
    public List<BlockMeta> merge(MergeJob job, BlockIds ids) throws IOException {
        return merge(job, ids, _ -> {});
    }

    /// As above.
    ///
    /// @param done is told what was done, once all is
    public List<BlockMeta> merge(MergeJob job, BlockIds ids, Consumer<MergeStats> done)
            throws IOException {
        long start = System.nanoTime();
        InputReads reads = new InputReads(store);
        Files.createDirectories(scratch);
        Path directory = Files.createTempDirectory(scratch, "merge-");
        try {
            List<FinishedBlock> blocks = make(job, reads, directory);
            if (blocks.isEmpty()) {
                done.accept(new MergeStats(0, 0, reads.bytes(), 0, System.nanoTime() - start));
                return List.of();
            }
            List<BlockId> names = List.copyOf(ids.announce(blocks.size()));
            if (new HashSet<>(names).size() != blocks.size()) {
                throw new IllegalArgumentException(
                        "announced blocks are %s (expected %d different ones)"
                                .formatted(names, blocks.size()));
            }
            List<BlockMeta> metas = put(job, ids.life(), blocks, names);
            done.accept(
                    new MergeStats(
                            blocks.stream().mapToLong(FinishedBlock::samples).sum(),
                            blocks.stream().mapToLong(FinishedBlock::profiles).sum(),
                            reads.bytes(),
                            metas.stream().mapToLong(BlockMeta::bytes).sum(),
                            System.nanoTime() - start));
            return metas;
        } finally {
            delete(directory);
        }
    }

    private List<FinishedBlock> make(MergeJob job, InputReads reads, Path directory)
            throws IOException {
        List<MergeFiles> inputs = open(job.tenant(), job.inputs(), segments, reads);
        Map<String, SeriesLabels> labels = new HashMap<>();
        for (MergeFiles input : inputs) {
            labels.put(input.name(), SeriesLabels.open(input));
        }
        SymbolCache symbols = new SymbolCache(bounds.cacheBytes());
        List<FinishedBlock> blocks = new ArrayList<>();
        List<MergeFiles> rest = new ArrayList<>(inputs);
        for (TimeWindow window : job.windows()) {
            List<MergeFiles> reaching = new ArrayList<>();
            for (MergeFiles input : inputs) {
                MergeFiles.TimeRange times = input.times();
                if (times.first() < window.endNanos() && times.last() >= window.startNanos()) {
                    reaching.add(input);
                }
                if (window.contains(times.first()) && window.contains(times.last())) {
                    rest.remove(input);
                }
            }
            blocks.addAll(make(reaching, labels, window::contains, directory, symbols));
        }
        LongPredicate isInNone =
                time -> job.windows().stream().noneMatch(window -> window.contains(time));
        blocks.addAll(make(rest, labels, isInNone, directory, symbols));
        return blocks;
    }

    private List<FinishedBlock> make(
            List<MergeFiles> inputs,
            Map<String, SeriesLabels> labels,
            LongPredicate window,
            Path directory,
            SymbolCache symbols)
            throws IOException {
        if (inputs.isEmpty()) {
            return List.of();
        }
        try (WindowMerge merge =
                new WindowMerge(inputs, labels, window, directory, bounds, symbols)) {
            return merge.run();
        }
    }

    /// Opens inputs; leaves out segments that have nothing of the tenant.
    static List<MergeFiles> open(
            TenantId tenant, List<MergeInput> inputs, SegmentReader segments, InputReads reads)
            throws IOException {
        List<MergeFiles> opened = new ArrayList<>();
        for (MergeInput input : inputs) {
            switch (input) {
                case MergeInput.OfSegment segment -> {
                    SegmentFooter.Tenant part = segments.footer(segment.key()).find(tenant);
                    if (part != null) {
                        opened.add(MergeFiles.of(reads, part, segment));
                    }
                }
                case MergeInput.OfBlock block ->
                        opened.add(MergeFiles.of(reads, block.meta(), block.hidden()));
            }
        }
        return opened;
    }

    private List<BlockMeta> put(
            MergeJob job, String life, List<FinishedBlock> blocks, List<BlockId> names)
            throws IOException {
        List<BlockMeta> metas = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            FinishedBlock block = blocks.get(i);
            BlockMeta meta = block.meta(job, life, names.get(i), names);
            for (Map.Entry<BlockFile, FinishedBlock.File> file : block.files().entrySet()) {
                String key = BlockKeys.file(job.tenant(), meta.id(), file.getKey());
                check(key, store.putIfAbsent(key, ObjectContent.of(file.getValue().path())));
                Files.delete(file.getValue().path());
            }
            metas.add(meta);
        }
        for (BlockMeta meta : metas) {
            String key = BlockKeys.meta(job.tenant(), meta.id());
            check(key, store.putIfAbsent(key, json.encode(meta)));
        }
        return metas;
    }

    private static void check(String key, boolean isNew) throws IOException {
        if (!isNew) {
            throw new IOException("object \"%s\" exists (expected a new block)".formatted(key));
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(directory)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
