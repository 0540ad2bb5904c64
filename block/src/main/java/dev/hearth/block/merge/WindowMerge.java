// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Merges what lies in a window of time into blocks, service by service. For one use and one
/// thread.
final class WindowMerge implements Closeable {

    /// Bytes that are read ahead of a column, at most.
    private static final long MAX_AHEAD = 1 << 20;

    /// Columns of an input that are read side by side, as a rule.
    private static final int COLUMNS = 4;

    private final List<MergeFiles> inputs;
    private final Map<String, SeriesLabels> labels;
    private final LongPredicate window;
    private final Path directory;
    private final MergeBounds bounds;
    private final SymbolCache symbols;
    private final SampleScratch scratch = new SampleScratch();
    private final Map<String, ObservationInput> observations = new HashMap<>();
    private final List<FinishedBlock> finished = new ArrayList<>();
    private final boolean hasSpans;
    private final boolean hasTraces;
    private final long readAheadBytes;
    private @Nullable BlockOutput block;

    /// @param inputs those that may hold something of the window
    /// @param labels labels of each input, by name
    /// @param window which times are taken
    /// @param directory an existing one, for the files
    WindowMerge(
            List<MergeFiles> inputs,
            Map<String, SeriesLabels> labels,
            LongPredicate window,
            Path directory,
            MergeBounds bounds,
            SymbolCache symbols)
            throws IOException {
        this.inputs = inputs;
        this.labels = labels;
        this.window = window;
        this.directory = directory;
        this.bounds = bounds;
        this.symbols = symbols;
        this.readAheadBytes =
                Math.clamp(
                        bounds.readAheadBytes() / (COLUMNS * Math.max(1L, inputs.size())),
                        1,
                        MAX_AHEAD);
        boolean anySpan = false;
        boolean anyTrace = false;
        for (MergeFiles input : inputs) {
            anySpan |= input.open(BlockFile.SAMPLES).hasColumn("span");
            anyTrace |= input.open(BlockFile.SAMPLES).hasColumn("trace");
        }
        this.hasSpans = anySpan;
        this.hasTraces = anyTrace;
    }

    /// Makes the blocks; none if nothing is taken.
    List<FinishedBlock> run() throws IOException {
        SortedSet<String> services = new TreeSet<>();
        for (MergeFiles input : inputs) {
            services.addAll(input.services().keySet());
        }
        for (String service : services) {
            List<ServiceInput> found = new ArrayList<>();
            for (MergeFiles input : inputs) {
                SeriesLabels own = labels.get(input.name());
                ServiceInput scanned =
                        own == null ? null : ServiceInput.scan(input, own, service, window);
                if (scanned != null) {
                    found.add(scanned);
                }
            }
            if (!found.isEmpty()) {
                merge(service, found);
            }
        }
        finishBlock();
        return finished;
    }

    private void merge(String service, List<ServiceInput> found) throws IOException {
        List<MergedSeries> series = MergedSeries.of(found);
        long samples = series.stream().mapToLong(each -> each.samples).sum();
        if (block != null
                && (block.bytes() >= bounds.blockBytes()
                        || block.samples() + samples > bounds.blockSamples())) {
            finishBlock();
        }
        List<List<MergedSeries>> parts = MergedSeries.split(series, bounds.blockSamples());
        List<@Nullable ObservationInput> observed = new ArrayList<>();
        for (ServiceInput input : found) {
            observed.add(observations(input.files));
        }
        for (List<MergedSeries> part : parts) {
            if (parts.size() > 1) {
                finishBlock();
            }
            BlockOutput open = block();
            try (ServiceMerge merge = new ServiceMerge(service, found, part, open, scratch)) {
                merge.run(observed, symbols, parts.size() == 1, readAheadBytes);
            }
        }
    }

    private BlockOutput block() throws IOException {
        BlockOutput open = block;
        if (open == null) {
            open =
                    new BlockOutput(
                            Files.createTempDirectory(directory, "block-"), hasSpans, hasTraces);
            block = open;
        }
        return open;
    }

    private void finishBlock() throws IOException {
        BlockOutput open = block;
        if (open != null) {
            finished.add(open.finish());
            open.close();
            block = null;
        }
    }

    private @Nullable ObservationInput observations(MergeFiles input) throws IOException {
        if (!input.has(BlockFile.OBSERVATIONS)) {
            return null;
        }
        ObservationInput open = observations.get(input.name());
        if (open == null) {
            open = new ObservationInput(input, readAheadBytes);
            observations.put(input.name(), open);
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        for (ObservationInput each : observations.values()) {
            each.close();
        }
        BlockOutput open = block;
        if (open != null) {
            open.close();
        }
    }
}
