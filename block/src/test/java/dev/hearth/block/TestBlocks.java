// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.FooterFormat;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.StackOrder;
import dev.hearth.block.segment.SymbolStrings;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.parquet.ColumnEncoding;
import dev.hearth.parquet.ColumnType;
import dev.hearth.parquet.ParquetColumn;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.ParquetFileWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// A block written the naive way, after the document of the format: what the reader is tested with.
final class TestBlocks {

    static final BlockId ID = new BlockId("01KA0000000000000000000000");

    private final Map<BlockFile, Rows> files = new EnumMap<>(BlockFile.class);
    private final List<BlockMeta.Service> services = new ArrayList<>();
    private long minTime = Long.MAX_VALUE;
    private long maxTime = Long.MIN_VALUE;
    private long marked;

    private TestBlocks() {
        for (BlockFile file : BlockFile.values()) {
            files.put(file, new Rows());
        }
    }

    /// Rows of a file; a value is a number, a text or a flag.
    private static final class Rows {
        final List<Object[]> rows = new ArrayList<>();

        int add(Object... row) {
            rows.add(row);
            return rows.size() - 1;
        }
    }

    /// Writes a tenant's profiles as a block.
    ///
    /// @param hasDays whether the roll-ups of days are written
    static BlockMeta write(ObjectStore store, SegmentContent.Tenant tenant, boolean hasDays)
            throws IOException {
        TestBlocks block = new TestBlocks();
        for (SegmentContent.Service service : tenant.datasets()) {
            block.add(service, tenant.symbols());
        }
        TreeMap<BlockFile, BlockMeta.Content> contents = new TreeMap<>();
        for (BlockFile file : BlockFile.values()) {
            boolean isDays = file == BlockFile.SAMPLES_1D || file == BlockFile.BUCKETS_1D;
            boolean isLeft =
                    file == BlockFile.FUNCTION_COSTS
                            || (isDays && !hasDays)
                            || (file == BlockFile.OBSERVATIONS && block.rows(file) == 0);
            if (!isLeft) {
                byte[] bytes = block.bytes(file);
                store.putIfAbsent(BlockKeys.file(tenant.tenant(), ID, file), bytes);
                long checksum = FooterFormat.checksum(bytes, 0, bytes.length);
                int tail = ParquetFileReader.open(bytes).tailChecksum();
                contents.put(file, new BlockMeta.Content(bytes.length, checksum, tail));
            }
        }
        return block.meta(tenant.tenant(), contents);
    }

    private BlockMeta meta(TenantId tenant, SortedMap<BlockFile, BlockMeta.Content> contents) {
        return new BlockMeta(
                ID,
                tenant,
                "00112233445566aa",
                1,
                minTime,
                maxTime,
                marked,
                0,
                new BlockMeta.Sources(List.of(), List.of(ID), new TreeMap<>()),
                contents,
                services);
    }

    private Rows file(BlockFile file) {
        return Objects.requireNonNull(files.get(file));
    }

    private int rows(BlockFile file) {
        return file(file).rows.size();
    }

    private void add(SegmentContent.Service service, Symbols symbols) {
        Map<BlockFile, Integer> first = new EnumMap<>(BlockFile.class);
        files.forEach((file, rows) -> first.put(file, rows.rows.size()));
        int firstStack = rows(BlockFile.STACKS);
        StackOrder order = new StackOrder(service.stacks());
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < service.seriesCount(); i++) {
            ids.add(i);
            for (Profile profile : service.profiles(i)) {
                for (int stack : profile.samples().stacks()) {
                    order.use(stack);
                }
            }
        }
        order.number();
        addStacks(order, symbols);
        ids.sort(
                Comparator.comparing(
                                (Integer id) -> service.labels(id).getOrEmpty(Labels.PROFILE_TYPE))
                        .thenComparing(service::labels));
        for (int id : ids) {
            addSeries(service, id, order, firstStack);
        }
        Map<BlockFile, SegmentFooter.Rows> rows = new EnumMap<>(BlockFile.class);
        first.forEach((file, from) -> {
            if (file != BlockFile.LABELS && file != BlockFile.OBSERVATIONS) {
                rows.put(file, new SegmentFooter.Rows(from, rows(file) - from));
            }
        });
        services.add(new BlockMeta.Service(service.service(), rows));
    }

    private void addStacks(StackOrder order, Symbols symbols) {
        Map<Integer, Integer> locations = new TreeMap<>();
        Map<Integer, Integer> functions = new TreeMap<>();
        Map<Integer, Integer> mappings = new TreeMap<>();
        int base = rows(BlockFile.STACKS);
        for (int i = 0; i < order.size(); i++) {
            int location = order.location(i);
            if (location >= 0 && !locations.containsKey(location)) {
                locations.put(location, addLocation(symbols, location, functions, mappings));
            }
            file(BlockFile.STACKS)
                    .add(
                            base + i,
                            base + order.parent(i),
                            location < 0 ? -1 : locations.getOrDefault(location, -1));
        }
    }

    private int addLocation(
            Symbols symbols,
            int location,
            Map<Integer, Integer> functions,
            Map<Integer, Integer> mappings) {
        int id = rows(BlockFile.LOCATIONS);
        int mapping = symbols.locationMapping(location);
        int newMapping =
                mapping < 0
                        ? -1
                        : mappings.computeIfAbsent(mapping, old -> addMapping(symbols, old));
        file(BlockFile.LOCATIONS)
                .add(
                        id,
                        newMapping,
                        symbols.locationAddress(location),
                        symbols.isLocationFolded(location));
        int start = symbols.lineStart(location);
        for (int line = start; line < symbols.lineEnd(location); line++) {
            int function =
                    functions.computeIfAbsent(
                            symbols.lineFunction(line), old -> addFunction(symbols, old));
            file(BlockFile.LINES).add(id, line - start, function, symbols.lineNumber(line));
        }
        return id;
    }

    private int addFunction(Symbols symbols, int old) {
        return file(BlockFile.FUNCTIONS)
                .add(
                        rows(BlockFile.FUNCTIONS),
                        symbols.strings().get(symbols.functionName(old)),
                        symbols.strings().get(symbols.functionSystemName(old)),
                        symbols.strings().get(symbols.functionFilename(old)),
                        symbols.functionStartLine(old));
    }

    private int addMapping(Symbols symbols, int old) {
        int flags = symbols.mappingFlags(old);
        return file(BlockFile.MAPPINGS)
                .add(
                        rows(BlockFile.MAPPINGS),
                        symbols.mappingStart(old),
                        symbols.mappingLimit(old),
                        symbols.mappingOffset(old),
                        symbols.strings().get(symbols.mappingFilename(old)),
                        symbols.strings().get(symbols.mappingBuildId(old)),
                        (flags & Symbols.HAS_FUNCTIONS) != 0,
                        (flags & Symbols.HAS_FILENAMES) != 0,
                        (flags & Symbols.HAS_LINE_NUMBERS) != 0,
                        (flags & Symbols.HAS_INLINE_FRAMES) != 0);
    }

    private void addSeries(
            SegmentContent.Service service, int old, StackOrder order, int firstStack) {
        List<Profile> profiles = new ArrayList<>();
        service.profiles(old).forEach(profiles::add);
        if (profiles.isEmpty()) {
            return;
        }
        profiles.sort(Comparator.comparingLong(Profile::timeNanos));
        Labels labels = service.labels(old);
        int series = rows(BlockFile.SERIES);
        file(BlockFile.SERIES)
                .add(series, service.service(), labels.getOrEmpty(Labels.PROFILE_TYPE));
        for (int i = 0; i < labels.size(); i++) {
            file(BlockFile.LABELS).add(series, labels.name(i), labels.value(i));
        }
        for (Profile profile : profiles) {
            addProfile(series, profile, order, firstStack);
        }
        for (Rollup rollup : Rollup.values()) {
            addBuckets(rollup, series, profiles, order, firstStack);
        }
    }

    private void addProfile(int series, Profile profile, StackOrder order, int firstStack) {
        Samples samples = profile.samples();
        minTime = Math.min(minTime, profile.timeNanos());
        maxTime = Math.max(maxTime, profile.timeNanos());
        List<Integer> sorted = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            sorted.add(i);
        }
        sorted.sort(Comparator.comparingInt(i -> order.newIds()[samples.stacks()[i]]));
        int row =
                file(BlockFile.PROFILES)
                        .add(
                                series,
                                profile.timeNanos(),
                                profile.id(),
                                profile.durationNanos(),
                                profile.period(),
                                samples.total(),
                                (long) rows(BlockFile.SAMPLES),
                                samples.size(),
                                profile.isMarked());
        marked += profile.isMarked() ? 1 : 0;
        long[] spans = samples.spans();
        long[] traces = samples.traces();
        SampleTimes times = samples.times();
        for (int i : sorted) {
            int stack = firstStack + order.newIds()[samples.stacks()[i]];
            int sample =
                    file(BlockFile.SAMPLES)
                            .add(
                                    series,
                                    profile.timeNanos(),
                                    stack,
                                    samples.values()[i],
                                    spans == null ? 0L : spans[i],
                                    traces == null
                                            ? new ProfileId(0, 0)
                                            : new ProfileId(traces[2 * i], traces[2 * i + 1]));
            for (int k = times == null ? 0 : times.start(i);
                    times != null && k < times.end(i);
                    k++) {
                file(BlockFile.OBSERVATIONS)
                        .add(row, sample, stack, times.nanos()[k], times.values()[k]);
            }
        }
    }

    private void addBuckets(
            Rollup rollup, int series, List<Profile> profiles, StackOrder order, int firstStack) {
        TreeMap<Long, TreeMap<Integer, Long>> sums = new TreeMap<>();
        TreeMap<Long, long[]> totals = new TreeMap<>();
        for (Profile profile : profiles) {
            long time = Math.floorDiv(profile.timeNanos(), rollup.nanos) * rollup.nanos;
            TreeMap<Integer, Long> sum = sums.computeIfAbsent(time, _ -> new TreeMap<>());
            long[] total = totals.computeIfAbsent(time, _ -> new long[2]);
            total[0] += profile.samples().total();
            total[1]++;
            for (int i = 0; i < profile.samples().size(); i++) {
                int stack = firstStack + order.newIds()[profile.samples().stacks()[i]];
                sum.merge(stack, profile.samples().values()[i], Long::sum);
            }
        }
        sums.forEach((time, sum) -> {
            long[] total = Objects.requireNonNull(totals.get(time));
            sum.values().removeIf(value -> value == 0);
            file(rollup.buckets)
                    .add(
                            series,
                            time,
                            total[0],
                            (int) total[1],
                            (long) rows(rollup.samples),
                            sum.size());
            sum.forEach((stack, value) -> file(rollup.samples).add(series, time, stack, value));
        });
    }

    private static List<String> names(BlockFile file) {
        return List.of(
                switch (file) {
                    case SAMPLES -> "series time stack value span trace".split(" ", -1);
                    case SAMPLES_5M, SAMPLES_1H, SAMPLES_1D ->
                            "series time stack value".split(" ", -1);
                    case PROFILES ->
                            "series time id duration period total first_sample samples marked"
                                    .split(" ", -1);
                    case BUCKETS_5M, BUCKETS_1H, BUCKETS_1D ->
                            "series time total profiles first_sample samples".split(" ", -1);
                    case SERIES -> "series service profile_type".split(" ", -1);
                    case LABELS -> "series name value".split(" ", -1);
                    case STACKS -> "stack parent location".split(" ", -1);
                    case LOCATIONS -> "location mapping address is_folded".split(" ", -1);
                    case LINES -> "location position function line".split(" ", -1);
                    case FUNCTIONS ->
                            "function name system_name filename start_line".split(" ", -1);
                    case MAPPINGS ->
                            ("mapping memory_start memory_limit file_offset filename build_id"
                                            + " has_functions has_filenames has_line_numbers"
                                            + " has_inline_frames")
                                    .split(" ", -1);
                    case OBSERVATIONS -> "profile sample stack time value".split(" ", -1);
                    case FUNCTION_COSTS -> new String[0];
                });
    }

    private byte[] bytes(BlockFile file) {
        List<Object[]> rows = file(file).rows;
        List<String> names = names(file);
        List<ParquetColumn> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(column(names.get(i), rows.isEmpty() ? 0 : rows.getFirst()[i]));
        }
        try (ParquetFileWriter writer =
                new ParquetFileWriter(
                        columns, ParquetFileWriter.FASTEST, ParquetFileWriter.ROWS_PER_PAGE)) {
            for (int from = 0; from < rows.size(); from += 1 << 16) {
                List<Object[]> group = rows.subList(from, Math.min(rows.size(), from + (1 << 16)));
                writer.startRowGroup(group.size());
                for (int i = 0; i < columns.size(); i++) {
                    write(writer, columns.get(i).type(), group, i);
                }
            }
            return writer.finish();
        }
    }

    private static ParquetColumn column(String name, Object value) {
        boolean isSmall = name.equals("value") || name.equals("series");
        ColumnEncoding encoding = isSmall ? ColumnEncoding.DICTIONARY : ColumnEncoding.DELTA;
        return switch (value) {
            case Long _ ->
                    new ParquetColumn(
                            name,
                            name.equals("time") ? ColumnType.TIMESTAMP_NANOS : ColumnType.INT64,
                            encoding);
            case Integer _ -> new ParquetColumn(name, ColumnType.INT32, encoding);
            case String _ -> new ParquetColumn(name, ColumnType.STRING, ColumnEncoding.DICTIONARY);
            case Boolean _ -> new ParquetColumn(name, ColumnType.BOOLEAN, ColumnEncoding.PLAIN);
            default -> new ParquetColumn(name, ColumnType.UUID, ColumnEncoding.PLAIN);
        };
    }

    private static void write(
            ParquetFileWriter writer, ColumnType type, List<Object[]> rows, int column) {
        switch (type) {
            case INT32 ->
                    writer.writeInts(
                            rows.stream().mapToInt(row -> (Integer) row[column]).toArray(), 0);
            case INT64, TIMESTAMP_NANOS ->
                    writer.writeLongs(
                            rows.stream().mapToLong(row -> (Long) row[column]).toArray(), 0);
            case STRING -> {
                SymbolsBuilder table = new SymbolsBuilder();
                int[] ids =
                        rows.stream().mapToInt(row -> table.string((String) row[column])).toArray();
                writer.writeStrings(new SymbolStrings(table.snapshot().strings()), ids, 0);
            }
            case BOOLEAN -> {
                boolean[] flags = new boolean[rows.size()];
                for (int i = 0; i < flags.length; i++) {
                    flags[i] = (Boolean) rows.get(i)[column];
                }
                writer.writeBooleans(flags, 0);
            }
            case UUID -> {
                long[] halves = new long[2 * rows.size()];
                for (int i = 0; i < rows.size(); i++) {
                    ProfileId id = (ProfileId) rows.get(i)[column];
                    halves[2 * i] = id.high();
                    halves[2 * i + 1] = id.low();
                }
                writer.writeUuids(halves, 0);
            }
        }
    }
}
