// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.BlockId;
import dev.hearth.block.ChainView;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.query.Dataset;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.RangeDroppedException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Logs that are cut into segments and compacted into blocks while queries read: whenever a port is
/// asked, something else may happen first. A position of a log is one profile.
final class PlannerWorld implements SegmentCatalog, BlockCatalog {

    /// Some positions, as one source.
    record Part(Set<String> positions) implements ProfileSource {
        @Override
        public List<Dataset> datasets() {
            return List.of();
        }

        @Override
        public long minTimeNanos() {
            return 0;
        }

        @Override
        public long maxTimeNanos() {
            return 1;
        }
    }

    /// One log. Segment `i` ends at `ends.get(i)`.
    private static final class Log {
        final String name;
        final List<TenantId> records = new ArrayList<>();
        final List<Integer> ends = new ArrayList<>();
        final Set<Integer> deleted = new HashSet<>();
        int floor;
        int kept;
        boolean isOwned = true;

        /// What a querier remembers of the chain; -1 for nothing.
        int seenBegin = -1;

        int seenEnd;

        Log(String name) {
            this.name = name;
        }

        int end() {
            return ends.isEmpty() ? 0 : ends.getLast();
        }

        int endOf(int start) {
            return ends.stream().filter(end -> end > start).findFirst().orElse(-1);
        }

        boolean isThere(int start) {
            return endOf(start) > 0 && !deleted.contains(start);
        }
    }

    private final RandomGenerator random;
    private final List<Log> logs = List.of(new Log("a"), new Log("b"));
    private final List<TenantId> tenants = List.of(new TenantId("t"), new TenantId("u"));
    private final Map<TenantId, TenantIndex> indexes = new HashMap<>();
    private final Map<BlockId, Set<String>> blocks = new TreeMap<>();

    /// Segments and blocks of which a querier has something in its cache.
    private final Map<String, Part> cache = new HashMap<>();

    private final Set<String> erased = new HashSet<>();

    /// How often something may still happen while a query runs.
    private int disturbances;

    PlannerWorld(RandomGenerator random) {
        this.random = random;
    }

    List<TenantId> tenants() {
        return tenants;
    }

    /// Everything of a tenant that was acked and not deleted.
    Set<String> acked(TenantId tenant) {
        Set<String> all = new TreeSet<>();
        for (Log log : logs) {
            all.addAll(positions(log, tenant, 0, log.records.size()));
        }
        all.removeAll(erased);
        return all;
    }

    /// Everything that was deleted.
    Set<String> erased() {
        return Set.copyOf(erased);
    }

    void disturb(int times) {
        disturbances = times;
    }

    private void meanwhile() {
        while (disturbances > 0 && random.nextInt(3) == 0) {
            disturbances--;
            step();
        }
    }

    void step() {
        Log log = logs.get(random.nextInt(logs.size()));
        TenantId tenant = tenants.get(random.nextInt(tenants.size()));
        switch (random.nextInt(13)) {
            case 10, 11, 12 -> sweep();
            case 0, 1 -> append(log, tenant);
            case 2 -> cut(log);
            case 3 -> {
                cut(log);
                log.kept = log.end();
            }
            case 4, 5 -> compact(tenant, false);
            case 6 -> merge(tenant);
            case 7 -> raiseFloor(log);
            case 8 -> delete(log);
            default -> {
                if (random.nextInt(4) == 0) {
                    retire(log);
                } else {
                    erase(tenant);
                }
            }
        }
    }

    /// Compaction as it is when nothing is left to do, and all that it replaced deleted at once.
    private void sweep() {
        logs.stream().filter(_ -> random.nextBoolean()).forEach(this::cut);
        for (TenantId tenant : tenants) {
            if (random.nextInt(4) > 0) {
                compact(tenant, true);
            }
        }
        for (Log log : logs) {
            raiseFloor(log);
            delete(log);
            log.kept = random.nextBoolean() ? log.end() : log.kept;
        }
    }

    private void append(Log log, TenantId tenant) {
        for (int i = random.nextInt(1, 4); i > 0 && log.isOwned; i--) {
            log.records.add(tenant);
        }
    }

    private void cut(Log log) {
        if (log.records.size() > log.end()) {
            log.ends.add(log.records.size());
        }
    }

    /// The owner goes for good, or another comes.
    private void retire(Log log) {
        if (log.isOwned) {
            cut(log);
            log.kept = log.end();
        }
        log.isOwned = !log.isOwned;
    }

    private static Set<String> positions(Log log, TenantId tenant, int from, int to) {
        Set<String> positions = new TreeSet<>();
        for (int i = from; i < to; i++) {
            if (log.records.get(i).equals(tenant)) {
                positions.add(log.name + i);
            }
        }
        return positions;
    }

    private TenantIndex index(TenantId tenant) {
        return indexes.getOrDefault(tenant, TenantIndex.empty(tenant));
    }

    /// Takes the first segments of some partitions, or all of all.
    private void compact(TenantId tenant, boolean whole) {
        Set<String> taken = new TreeSet<>();
        TreeMap<String, Long> covered = new TreeMap<>(index(tenant).covered());
        for (Log log : logs) {
            long from = Math.max(log.floor, index(tenant).covered(log.name));
            List<Integer> ends = log.ends.stream().filter(end -> end > from).toList();
            int count = whole ? ends.size() : random.nextInt(ends.size() + 1);
            if (count > 0) {
                taken.addAll(positions(log, tenant, (int) from, ends.get(count - 1)));
                covered.put(log.name, (long) ends.get(count - 1));
            }
        }
        change(tenant, covered, taken, Set.of());
    }

    private void merge(TenantId tenant) {
        Set<BlockId> live = index(tenant).live().keySet();
        Set<String> all = new TreeSet<>();
        live.forEach(id -> all.addAll(blocks.getOrDefault(id, Set.of())));
        if (!live.isEmpty()) {
            change(tenant, index(tenant).covered(), all, live);
            if (random.nextBoolean()) {
                live.forEach(blocks::remove);
            }
        }
    }

    private void change(
            TenantId tenant,
            Map<String, Long> covered,
            Set<String> positions,
            Set<BlockId> replaced) {
        TreeMap<BlockId, IndexedBlock> live = new TreeMap<>(index(tenant).live());
        live.keySet().removeAll(Set.copyOf(replaced));
        if (!positions.isEmpty()) {
            BlockId id = BlockId.of(Instant.EPOCH, random);
            blocks.put(id, positions);
            live.put(id, new IndexedBlock(id, 0, 1, 1, 1, 1, 1, 0, 0, false));
        }
        indexes.put(tenant, TestIndexes.of(tenant, covered, live));
    }

    /// As far as the indexes of all tenants named below allow.
    private void raiseFloor(Log log) {
        int start = log.floor;
        for (int end : log.ends.stream().filter(end -> end > log.floor).toList()) {
            for (TenantId tenant : tenants) {
                boolean isNamed = !positions(log, tenant, start, end).isEmpty();
                if (isNamed && index(tenant).covered(log.name) < end) {
                    return;
                }
            }
            log.floor = end;
            start = end;
        }
    }

    private void delete(Log log) {
        int start = 0;
        for (int end : log.ends) {
            if (end <= log.floor) {
                log.deleted.add(start);
            }
            start = end;
        }
    }

    /// Ends the deletion of a whole tenant, if its data lies below the floors: nothing of it is
    /// left, its index neither.
    private void erase(TenantId tenant) {
        for (Log log : logs) {
            delete(log);
            if (!positions(log, tenant, log.floor, log.records.size()).isEmpty()) {
                return;
            }
        }
        for (Log log : logs) {
            erased.addAll(positions(log, tenant, 0, log.records.size()));
        }
        index(tenant).live().keySet().forEach(blocks::remove);
        indexes.remove(tenant);
    }

    List<PartitionOwner> owners() {
        List<PartitionOwner> owners = new ArrayList<>();
        for (Log log : logs) {
            if (log.isOwned) {
                owners.add(new Owner(log));
            }
        }
        return owners;
    }

    private final class Owner implements PartitionOwner {
        private final Log log;

        Owner(Log log) {
            this.log = log;
        }

        @Override
        public String partition() {
            return log.name;
        }

        @Override
        public List<ProfileSource> read(TenantId tenant, long from) throws RangeDroppedException {
            meanwhile();
            if (from < log.kept) {
                throw new RangeDroppedException(from, log.kept);
            }
            return List.of(new Part(positions(log, tenant, (int) from, log.records.size())));
        }
    }

    @Override
    public Set<String> partitions() {
        meanwhile();
        Set<String> found = new TreeSet<>();
        for (Log log : logs) {
            if (!log.ends.isEmpty() && log.deleted.size() < log.ends.size()) {
                found.add(log.name);
            }
        }
        return found;
    }

    private Log log(String partition) {
        return logs.stream().filter(log -> log.name.equals(partition)).findFirst().orElseThrow();
    }

    @Override
    public ChainView chain(String partition, boolean anew) {
        Log log = log(partition);
        meanwhile();
        if (anew || log.seenBegin < 0) {
            log.seenEnd = Math.max(log.seenEnd, log.floor);
            log.seenBegin = log.floor;
        }
        meanwhile();
        while (log.isThere(log.seenEnd)) {
            log.seenEnd = log.endOf(log.seenEnd);
            meanwhile();
        }
        List<ChainView.Segment> segments = new ArrayList<>();
        int start = log.seenBegin;
        while (start < log.seenEnd) {
            int end = log.endOf(start);
            segments.add(new ChainView.Segment(partition + start, start, end));
            start = end;
        }
        return new ChainView(partition, log.seenBegin, log.seenEnd, segments);
    }

    @Override
    public @Nullable ProfileSource open(ChainView.Segment segment, TenantId tenant)
            throws IOException {
        meanwhile();
        Log log = log(segment.key().substring(0, 1));
        String key = tenant + "/" + segment.key();
        if (!cache.containsKey(key)) {
            int start = Math.toIntExact(segment.start());
            if (!log.isThere(start)) {
                throw new NoSuchObjectException(segment.key());
            }
            cache.put(key, new Part(positions(log, tenant, start, log.endOf(start))));
        }
        Part part = cache.get(key);
        return part.positions().isEmpty() ? null : part;
    }

    @Override
    public TenantIndex index(TenantId tenant, boolean anew) {
        meanwhile();
        return index(tenant);
    }

    @Override
    public ProfileSource open(TenantId tenant, BlockId block) throws IOException {
        meanwhile();
        Set<String> positions = blocks.get(block);
        if (positions == null) {
            throw new NoSuchObjectException(block.text());
        }
        return new Part(positions);
    }
}
