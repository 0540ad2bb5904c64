// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.Labels;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A block that is being made: its files lie in a scratch directory. For one thread.
///
/// For each service in order of name: [#startService], for each series [#startSeries], its profiles
/// by [#addProfile] in order of time, [#endSeries]; [#endService].
final class BlockOutput implements Closeable {

    static final long FIVE_MINUTES = 300_000_000_000L;
    static final long HOUR = 12 * FIVE_MINUTES;
    static final long DAY = 24 * HOUR;

    private static final Set<BlockFile> WITHOUT_ROWS =
            EnumSet.of(BlockFile.LABELS, BlockFile.OBSERVATIONS);
    private static final Set<BlockFile> OF_DAYS =
            EnumSet.of(BlockFile.SAMPLES_1D, BlockFile.BUCKETS_1D);
    private static final Set<BlockFile> OF_SAMPLES =
            EnumSet.of(
                    BlockFile.SAMPLES,
                    BlockFile.SAMPLES_5M,
                    BlockFile.SAMPLES_1H,
                    BlockFile.SAMPLES_1D);
    private static final Set<BlockFile> OF_SYMBOLS =
            EnumSet.of(
                    BlockFile.STACKS,
                    BlockFile.LOCATIONS,
                    BlockFile.LINES,
                    BlockFile.FUNCTIONS,
                    BlockFile.MAPPINGS);

    private final Path directory;
    private final Map<BlockFile, TableFile> tables = new EnumMap<>(BlockFile.class);
    private final Map<BlockFile, Integer> serviceStarts = new EnumMap<>(BlockFile.class);
    private final List<BlockMeta.Service> services = new ArrayList<>();
    private final FunctionCosts costs;
    private final RollUp rollUp;
    private final ProfileWriter profiles;
    private final SymbolWriter symbols;

    /// @param directory an existing, empty one
    BlockOutput(Path directory, boolean hasSpans, boolean hasTraces) throws IOException {
        this.directory = directory;
        try {
            for (BlockFile file : BlockFile.values()) {
                tables.put(
                        file,
                        new TableFile(
                                path(file),
                                BlockSchema.of(file, hasSpans, hasTraces),
                                OF_SAMPLES.contains(file)
                                        ? TableFile.Layout.SAMPLES
                                        : TableFile.Layout.OTHERS));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        costs = new FunctionCosts(directory, table(BlockFile.FUNCTION_COSTS));
        RollUp days =
                new RollUp(
                        DAY, table(BlockFile.SAMPLES_1D), table(BlockFile.BUCKETS_1D), null, null);
        RollUp hours =
                new RollUp(
                        HOUR,
                        table(BlockFile.SAMPLES_1H),
                        table(BlockFile.BUCKETS_1H),
                        days,
                        costs);
        rollUp =
                new RollUp(
                        FIVE_MINUTES,
                        table(BlockFile.SAMPLES_5M),
                        table(BlockFile.BUCKETS_5M),
                        hours,
                        null);
        profiles =
                new ProfileWriter(
                        table(BlockFile.PROFILES),
                        table(BlockFile.SAMPLES),
                        table(BlockFile.OBSERVATIONS));
        symbols = new SymbolWriter(this::table);
    }

    private Path path(BlockFile file) {
        return directory.resolve(file.fileName());
    }

    private TableFile table(BlockFile file) {
        TableFile table = tables.get(file);
        if (table == null) {
            throw new IllegalStateException(file + " is not open");
        }
        return table;
    }

    /// Samples so far, at full resolution.
    int samples() {
        return table(BlockFile.SAMPLES).rows();
    }

    /// Profiles so far.
    int profiles() {
        return table(BlockFile.PROFILES).rows();
    }

    /// Bytes so far, open row groups left out.
    long bytes() {
        return tables.values().stream().mapToLong(TableFile::bytes).sum();
    }

    /// Begins a service and writes its stacks and symbols.
    void startService(ServiceUnion union) throws IOException {
        tables.forEach((file, table) -> serviceStarts.put(file, table.rows()));
        int firstStack = table(BlockFile.STACKS).rows();
        int firstFunction = table(BlockFile.FUNCTIONS).rows();
        FunctionNodes nodes = symbols.write(union.order(), union.symbols());
        profiles.startService(firstStack);
        rollUp.startService(firstStack, nodes.parents.length);
        costs.startService(nodes, firstFunction);
    }

    /// Begins a series; they come in order of profile type, then labels.
    void startSeries(String service, Labels labels) throws IOException {
        TableFile series = table(BlockFile.SERIES);
        TableFile pairs = table(BlockFile.LABELS);
        int id = series.rows();
        String type = labels.getOrEmpty(Labels.PROFILE_TYPE);
        series.reserve(1);
        series.ints(0)[series.row()] = id;
        series.ints(1)[series.row()] = series.string(service);
        series.ints(2)[series.row()] = series.string(type);
        series.advance(1);
        for (int i = 0; i < labels.size(); i++) {
            pairs.reserve(1);
            pairs.ints(0)[pairs.row()] = id;
            pairs.ints(1)[pairs.row()] = pairs.string(labels.name(i));
            pairs.ints(2)[pairs.row()] = pairs.string(labels.value(i));
            pairs.advance(1);
        }
        costs.startType(type);
        rollUp.startSeries(id);
        profiles.startSeries(id);
    }

    /// Adds a profile of the series.
    ///
    /// @param samples its samples, sorted by stack
    void addProfile(ProfileRun run, int profile, SampleScratch samples) throws IOException {
        long total = profiles.add(run, profile, samples);
        rollUp.add(run.times[profile], 1, total);
        rollUp.addSamples(samples.stacks(), samples.values(), samples.size());
    }

    void endSeries() throws IOException {
        rollUp.endSeries();
    }

    void endService(String service) throws IOException {
        costs.endService(service);
        Map<BlockFile, SegmentFooter.Rows> rows = new EnumMap<>(BlockFile.class);
        serviceStarts.forEach((file, first) ->
                rows.put(file, new SegmentFooter.Rows(first, table(file).rows() - first)));
        rows.keySet().removeAll(WITHOUT_ROWS);
        services.add(new BlockMeta.Service(service, rows));
        for (BlockFile file : OF_SYMBOLS) {
            table(file).endService();
        }
    }

    /// Ends the files. Those that would add nothing are left out.
    FinishedBlock finish() throws IOException {
        Set<BlockFile> left = EnumSet.noneOf(BlockFile.class);
        if (table(BlockFile.OBSERVATIONS).rows() == 0) {
            left.add(BlockFile.OBSERVATIONS);
        }
        if (Math.floorDiv(profiles.minTimeNanos(), HOUR)
                == Math.floorDiv(profiles.maxTimeNanos(), HOUR)) {
            left.addAll(OF_DAYS);
        }
        TreeMap<BlockFile, FinishedBlock.File> files = new TreeMap<>();
        for (Map.Entry<BlockFile, TableFile> each : tables.entrySet()) {
            BlockMeta.Content content = each.getValue().finish();
            if (left.contains(each.getKey())) {
                each.getValue().close();
                Files.delete(path(each.getKey()));
            } else {
                files.put(each.getKey(), new FinishedBlock.File(path(each.getKey()), content));
            }
        }
        List<BlockMeta.Service> kept = new ArrayList<>();
        for (BlockMeta.Service service : services) {
            Map<BlockFile, SegmentFooter.Rows> rows = new EnumMap<>(service.rows());
            rows.keySet().removeAll(left);
            kept.add(new BlockMeta.Service(service.service(), rows));
        }
        return new FinishedBlock(
                files,
                kept,
                profiles.minTimeNanos(),
                profiles.maxTimeNanos(),
                samples(),
                profiles(),
                profiles.marked());
    }

    @Override
    public void close() throws IOException {
        for (TableFile table : tables.values()) {
            table.close();
        }
    }
}
