// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMetaJson;
import dev.hearth.block.BlockReader;
import dev.hearth.block.ChainRemains;
import dev.hearth.block.ChainView;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.SegmentSource;
import dev.hearth.block.index.DeletedTimes;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.merge.MergeBounds;
import dev.hearth.block.segment.FileRange;
import dev.hearth.block.segment.SegmentContent;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.block.segment.SegmentWriter;
import dev.hearth.compactor.plan.PlanLimits;
import dev.hearth.config.Limits;
import dev.hearth.config.RetentionLimits;
import dev.hearth.config.RetentionRules;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.Samples;
import dev.hearth.model.Selector;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.StringColumn;
import dev.hearth.query.Cancellation;
import dev.hearth.query.Dataset;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.TimeRanges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// A store with segments, compactors over it, and a naive reader.
final class Bed {

    static final Duration DELAY = Duration.ofHours(2);
    static final Duration TIMEOUT = Duration.ofHours(4);
    static final Duration RETRY_WINDOW = Duration.ofMinutes(10);
    static final long HOUR = 3_600_000_000_000L;

    /// What the values of profiles with a number are counted from.
    static final long NUMBERED = 1_000_000;

    final MemoryObjectStore store = new MemoryObjectStore();
    private final Path scratch;
    private final RandomGenerator random;
    private final Map<TenantId, RetentionLimits> retention = new ConcurrentHashMap<>();
    private Instant now = Instant.parse("2026-03-10T12:00:00Z");
    private long nanoTime = 5;
    private long nextId = 1;

    Bed(Path scratch) {
        this(scratch, new SplittableRandom(7));
    }

    private Bed(Path scratch, RandomGenerator random) {
        this.scratch = scratch;
        this.random = random;
    }

    /// The same once more.
    Bed copy() throws IOException {
        Bed copy = new Bed(scratch, random);
        for (String key : keys("")) {
            copy.store.putIfAbsent(key, store.get(key));
        }
        copy.now = now;
        copy.nanoTime = nanoTime;
        copy.nextId = nextId;
        copy.retention.putAll(retention);
        return copy;
    }

    /// A profile that somebody pushed.
    ///
    /// @param number that of all its copies; 0 if there is just this one
    /// @param isMarked whether copies may be in other partitions
    record Pushed(
            TenantId tenant,
            String service,
            String namespace,
            long timeNanos,
            long number,
            boolean isMarked) {

        /// One without copies.
        Pushed(TenantId tenant, String service, String namespace, long timeNanos) {
            this(tenant, service, namespace, timeNanos, 0, false);
        }

        /// The same profile as it is pushed to another partition.
        Pushed copy() {
            return new Pushed(tenant, service, namespace, timeNanos, number, true);
        }
    }

    Instant now() {
        return now;
    }

    long nowNanos() {
        return TenantCompactor.nanos(now);
    }

    void pass(Duration time) {
        now = now.plus(time);
        nanoTime += time.toNanos();
    }

    /// As if somebody set the clock.
    void setBack(Duration time) {
        now = now.minus(time);
    }

    void retain(TenantId tenant, RetentionLimits limits) {
        retention.put(tenant, limits);
    }

    /// A compactor that has seen nothing yet.
    Compactor compactor(ObjectStore seen) {
        return new Compactor(
                config(DELAY),
                limits(),
                seen,
                indexes(seen),
                new SegmentReader(seen, new BlockCache(1 << 20)),
                new CompactorMetrics(new SimpleMeterRegistry()),
                () -> now,
                () -> nanoTime,
                random);
    }

    private CompactorConfig config(Duration delay) {
        return new CompactorConfig(
                new PlanLimits(List.of(HOUR, 24 * HOUR), HOUR / 2, 10, 64, 1 << 30, 1 << 30),
                MergeBounds.DEFAULTS,
                delay.dividedBy(8),
                delay,
                TIMEOUT,
                RETRY_WINDOW,
                scratch);
    }

    /// A compactor with a thread of its own, that hardly rests.
    CompactorModule module(ObjectStore seen, MeterRegistry meters) {
        return new CompactorModule(
                config(Duration.ofMillis(1)),
                limits(),
                seen,
                indexes(seen),
                new NoOwners(),
                _ -> true,
                meters,
                () -> now,
                1);
    }

    private Limits limits() {
        TenantLimits usual = TenantLimits.defaults();
        return tenant ->
                new TenantLimits(
                        usual.ingest(),
                        usual.labels(),
                        usual.profiles(),
                        usual.series(),
                        usual.relabel(),
                        usual.usage(),
                        usual.aggregation(),
                        usual.placement(),
                        usual.queries(),
                        retention(tenant));
    }

    private RetentionLimits retention(TenantId tenant) {
        return retention.getOrDefault(tenant, RetentionLimits.FOR_EVER);
    }

    private IndexCatalog indexes(ObjectStore seen) {
        return new IndexCatalog(seen, DELAY, () -> nanoTime);
    }

    DeletionRequests requests(Compactor compactor, ObjectStore seen) {
        return new DeletionRequests(
                seen, indexes(seen), compactor.chains(), Map::of, () -> now, random);
    }

    /// Gives segments up, in a process that knows no owner.
    SegmentBridge bridge(ObjectStore seen) {
        return bridge(seen, _ -> List.of());
    }

    SegmentBridge bridge(ObjectStore seen, ChainEnds owners) {
        return new SegmentBridge(seen, new KnownSeams(indexes(seen), owners));
    }

    private record NoOwners() implements Owners {

        @Override
        public Map<String, Long> flush() {
            return Map.of();
        }

        @Override
        public List<Long> knownEnds(String partition) {
            return List.of();
        }
    }

    /// Cuts a segment at the end of a partition's chain; each profile has an id of its own.
    void cut(String partition, List<Pushed> profiles) throws IOException {
        SegmentChain chain = new SegmentChain(partition, store, reader());
        long start = chain.refresh().end();
        Map<TenantId, Map<String, List<Pushed>>> tenants = new TreeMap<>();
        for (Pushed each : profiles) {
            tenants.computeIfAbsent(each.tenant(), _ -> new TreeMap<>())
                    .computeIfAbsent(each.service(), _ -> new ArrayList<>())
                    .add(each);
        }
        List<SegmentContent.Tenant> parts = new ArrayList<>();
        List<SegmentContent.RetryId> ids = new ArrayList<>();
        tenants.forEach((tenant, services) -> parts.add(tenant(tenant, services, ids)));
        long end = start + Math.max(1, profiles.size());
        chain.commit(
                new SegmentWriter().write(new SegmentContent(partition, start, end, parts, ids)));
    }

    private SegmentContent.Tenant tenant(
            TenantId tenant, Map<String, List<Pushed>> services, List<SegmentContent.RetryId> ids) {
        SymbolsBuilder symbols = new SymbolsBuilder();
        List<SegmentContent.Service> all = new ArrayList<>();
        services.forEach((name, profiles) -> all.add(service(name, profiles, symbols, ids)));
        return new SegmentContent.Tenant(tenant, symbols.snapshot(), all);
    }

    private SegmentContent.Service service(
            String name,
            List<Pushed> pushed,
            SymbolsBuilder symbols,
            List<SegmentContent.RetryId> ids) {
        StackTableBuilder stacks = new StackTableBuilder();
        int function = symbols.string(name + ".main");
        int[] functions = {symbols.function(function, function, function, 1)};
        int location = symbols.location(-1, 7, false, functions, new long[] {3}, 0, 1);
        int stack = stacks.push(0, location);
        Map<Labels, List<Profile>> series = new HashMap<>();
        for (Pushed each : pushed) {
            Labels labels =
                    Labels.of(
                            Labels.SERVICE_NAME,
                            name,
                            Labels.PROFILE_TYPE,
                            "process_cpu:cpu:nanoseconds::",
                            "namespace",
                            each.namespace());
            ProfileId id =
                    each.number() == 0
                            ? new ProfileId(each.timeNanos(), nextId++)
                            : new ProfileId(-1, NUMBERED + each.number());
            ids.add(new SegmentContent.RetryId(id, now.toEpochMilli()));
            Samples samples = new Samples(new int[] {stack}, new long[] {id.low()}, null, null);
            series.computeIfAbsent(labels, _ -> new ArrayList<>())
                    .add(
                            new Profile(
                                    labels,
                                    id,
                                    true,
                                    each.timeNanos(),
                                    0,
                                    0,
                                    samples,
                                    each.isMarked()));
        }
        List<Labels> labels = List.copyOf(series.keySet());
        List<List<Profile>> profiles = new ArrayList<>();
        for (Labels each : labels) {
            List<Profile> sorted = new ArrayList<>(series.getOrDefault(each, List.of()));
            sorted.sort(java.util.Comparator.comparingLong(Profile::timeNanos));
            profiles.add(sorted);
        }
        return new PlainService(name, stacks.snapshot(), labels, profiles);
    }

    private record PlainService(
            String service,
            dev.hearth.model.StackTable stacks,
            List<Labels> labels,
            List<List<Profile>> all)
            implements SegmentContent.Service {

        @Override
        public int seriesCount() {
            return labels.size();
        }

        @Override
        public Labels labels(int series) {
            return labels.get(series);
        }

        @Override
        public Iterable<Profile> profiles(int series) {
            return all.get(series);
        }
    }

    private SegmentReader reader() {
        return new SegmentReader(store, new BlockCache(1 << 20));
    }

    TenantIndex index(TenantId tenant) throws IOException {
        return new IndexStore(tenant, store, DELAY, () -> nanoTime).refresh().index();
    }

    /// What a query would see of a tenant: a line for each profile, sorted. Of the profiles of
    /// segments with one id one is seen, and none if a block has one.
    ///
    /// @throws IllegalStateException if blocks hold one twice
    List<String> read(TenantId tenant) throws IOException {
        List<ChainView> chains = new ArrayList<>();
        for (String partition : new ChainRemains(store).partitions()) {
            chains.add(new SegmentChain(partition, store, reader()).refresh());
        }
        TenantIndex index = index(tenant);
        DeletedTimes deleted = new DeletedTimes(index);
        HiddenTimes old = new RetentionRules(retention(tenant)).hidden(now);
        List<String> lines = new ArrayList<>();
        Set<ProfileId> seen = new HashSet<>();
        int held = 0;
        for (IndexedBlock block : index.live().values()) {
            held += add(source(tenant, block.id()), deleted.ofBlock(block), old, seen, lines);
        }
        if (held > seen.size()) {
            throw new IllegalStateException(
                    "blocks hold %d profiles (expected %d)".formatted(held, seen.size()));
        }
        for (ChainView chain : chains) {
            long from = Math.max(chain.begin(), index.covered(chain.partition()));
            for (ChainView.Segment segment : chain.from(from)) {
                SegmentSource source = reader().source(segment.key(), tenant);
                if (source != null) {
                    HiddenTimes hidden =
                            deleted.ofSegment(chain.partition(), segment.start(), segment.end());
                    add(source, hidden, old, seen, lines);
                }
            }
        }
        Collections.sort(lines);
        return lines;
    }

    private ProfileSource source(TenantId tenant, BlockId block) throws IOException {
        String key = BlockKeys.meta(tenant, block);
        return new BlockReader(store, new BlockCache(1 << 20))
                .source(new BlockMetaJson().decode(key, store.get(key)));
    }

    /// @return profiles that count, seen before or not
    private static int add(
            ProfileSource source,
            HiddenTimes deleted,
            HiddenTimes old,
            Set<ProfileId> seen,
            List<String> lines)
            throws IOException {
        int count = 0;
        for (Dataset dataset : source.datasets()) {
            for (int series = 0; series < dataset.seriesCount(); series++) {
                Labels labels = dataset.labels(series);
                TimeRanges hidden = TimeRanges.union(List.of(deleted.of(labels), old.of(labels)));
                ProfileRows rows = new ProfileRows();
                dataset.profiles(series, Long.MIN_VALUE, Long.MAX_VALUE, rows);
                for (int i = 0; i < rows.size(); i++) {
                    if (hidden.contains(rows.timeNanos(i))) {
                        continue;
                    }
                    count++;
                    if (seen.add(rows.id(i))) {
                        lines.add("%s @%d =%d".formatted(labels, rows.timeNanos(i), rows.total(i)));
                    }
                }
            }
        }
        return count;
    }

    /// What all samples of a tenant's blocks come to in a range, roll-ups and all.
    long blockTotal(TenantId tenant, long startNanos, long endNanos) throws IOException {
        List<ProfileSource> sources = new ArrayList<>();
        for (BlockId block : index(tenant).live().keySet()) {
            sources.add(source(tenant, block));
        }
        try (QueryPool pool = new QueryPool(1)) {
            return new QueryEngine(pool)
                    .callTree(
                            sources,
                            Selection.of(new SeriesMatcher(Selector.ALL), startNanos, endNanos),
                            Cancellation.after(Duration.ofMinutes(1)))
                    .build()
                    .total();
        }
    }

    /// Keys of segments and blocks, those that do not count too, in which a text stands in a column
    /// of any file, or in what describes the files.
    List<String> holding(String text) throws IOException {
        List<String> keys = new ArrayList<>();
        for (String key : keys("")) {
            byte[] bytes = store.get(key);
            List<byte[]> files = new ArrayList<>();
            if (key.startsWith("segments/")) {
                for (SegmentFooter.Tenant tenant : reader().footer(key).tenants()) {
                    for (FileRange file : tenant.files().values()) {
                        int from = (int) file.offset();
                        files.add(Arrays.copyOfRange(bytes, from, from + file.length()));
                    }
                }
            } else if (key.endsWith(".parquet")) {
                files.add(bytes);
            }
            boolean isHeld = key.endsWith("/meta.json") && new String(bytes, UTF_8).contains(text);
            for (byte[] file : files) {
                isHeld |= holds(ParquetFileReader.open(file), text);
            }
            if (isHeld) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static boolean holds(ParquetFileReader file, String text) throws IOException {
        for (String name : file.columnNames()) {
            StringColumn column;
            try {
                column = file.readStrings(name, 0, file.rows());
            } catch (CorruptParquetException e) {
                continue; // numbers
            }
            for (int row = 0; row < column.rows(); row++) {
                int id = column.id(row);
                int length = id < 0 ? 0 : column.length(id);
                int from = id < 0 ? 0 : column.offset(id);
                if (new String(column.bytes(), from, length, UTF_8).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// All keys that begin with a prefix.
    List<String> keys(String prefix) throws IOException {
        return ObjectFolders.keys(store, prefix);
    }
}
