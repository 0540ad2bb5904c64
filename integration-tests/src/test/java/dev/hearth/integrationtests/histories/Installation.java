// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import dev.hearth.block.index.IndexCatalog;
import dev.hearth.compactor.SteppedCompactor;
import dev.hearth.config.RetentionLimits;
import dev.hearth.config.TenantLimits;
import dev.hearth.config.rules.StreamRetention;
import dev.hearth.ingester.SteppedIngester;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.querier.DirectQuerier;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Everything that runs: two or three partitions with their owners, two queriers, two compactors,
/// over one store.
final class Installation implements AutoCloseable {

    private static final int COUNT = 2;

    final Turns turns = new Turns();
    final SimulatedTime time = new SimulatedTime();
    final SimulatedStore store;
    final List<SimulatedPartition> partitions = new ArrayList<>();
    final List<Reader> readers = new ArrayList<>();
    final List<Worker> workers = new ArrayList<>();
    private final RandomGenerator random;
    private final Path scratch;

    /// A querier, which does one query at a time.
    static final class Reader {
        final QueryPool pool = new QueryPool(1);
        final QueryEngine engine = new QueryEngine(pool);
        DirectQuerier querier;
        Turns.@Nullable Task task;
        NaiveModel.@Nullable Asked asked;

        Reader(DirectQuerier querier) {
            this.querier = querier;
        }
    }

    /// A process that compacts and deletes, one thing at a time.
    static final class Worker {
        SteppedCompactor compactor;
        Turns.@Nullable Task task;

        Worker(SteppedCompactor compactor) {
            this.compactor = compactor;
        }

        boolean isIdle() {
            return task == null || task.isDone();
        }
    }

    /// @param scratch folder for files that are being made
    Installation(RandomGenerator random, Path scratch) throws IOException {
        this.random = random;
        this.scratch = scratch;
        store = new SimulatedStore(turns, time, random, random.nextBoolean());
        for (int i = COUNT + random.nextInt(2); i > 0; i--) {
            boolean isShared = random.nextBoolean();
            partitions.add(
                    new SimulatedPartition(
                            isShared, turns, time, store, random, Installation::limits));
        }
        for (int i = 0; i < COUNT; i++) {
            readers.add(new Reader(querier()));
            workers.add(new Worker(compactor()));
        }
    }

    private DirectQuerier querier() {
        return new DirectQuerier(
                store,
                this::owners,
                Installation::limits,
                SteppedCompactor.DELETION_DELAY,
                time,
                time::nanoTime);
    }

    /// Those that the ring knows.
    private List<PartitionOwner> owners() {
        List<PartitionOwner> owners = new ArrayList<>();
        for (SimulatedPartition partition : partitions) {
            if (!partition.isRetired()) {
                owners.add(partition);
            }
        }
        return owners;
    }

    private SteppedCompactor compactor() {
        return new SteppedCompactor(
                store,
                Installation::limits,
                this::flush,
                SteppedIngester.RETRY_WINDOW,
                scratch,
                time,
                time::nanoTime,
                random);
    }

    /// No owner tells where a chain ends: nothing here gives segments up.
    private Map<String, Long> flush() throws IOException {
        Map<String, Long> flushed = new TreeMap<>();
        for (SimulatedPartition partition : partitions) {
            if (!partition.isRetired()) {
                partition.flush();
                flushed.put(partition.partition(), 0L);
            }
        }
        return flushed;
    }

    private static TenantLimits limits(TenantId tenant) {
        TenantLimits defaults = TenantLimits.defaults();
        if (tenant.value().equals("a")) {
            return defaults;
        }
        return new TenantLimits(
                defaults.ingest(),
                defaults.labels(),
                defaults.profiles(),
                defaults.series(),
                defaults.relabel(),
                defaults.usage(),
                defaults.aggregation(),
                defaults.placement(),
                defaults.queries(),
                new RetentionLimits(
                        Duration.ofHours(12),
                        List.of(
                                new StreamRetention(
                                        Selector.parse("{service_name=\"s1\"}"),
                                        1,
                                        Duration.ofHours(3)))));
    }

    /// Whether the index of each tenant knows a partition, and can be read.
    boolean isCovered(String partition) {
        IndexCatalog indexes =
                new IndexCatalog(store, SteppedCompactor.DELETION_DELAY, time::nanoTime);
        try {
            for (TenantId tenant : PushMaker.TENANTS) {
                if (indexes.index(tenant).refresh().index().covered(partition) == 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Ends a compactor, and starts one that knows nothing.
    void restart(Worker worker) {
        kill(worker.task);
        worker.compactor = compactor();
    }

    /// Ends a querier, and starts one that knows nothing.
    void restart(Reader reader) {
        kill(reader.task);
        reader.querier = querier();
    }

    /// What was begun and is not done.
    List<Turns.Task> waiting() {
        List<Turns.Task> waiting = new ArrayList<>();
        for (SimulatedPartition partition : partitions) {
            for (int owner = 0; owner < partition.owners(); owner++) {
                add(partition.task(owner), waiting);
            }
        }
        for (Reader reader : readers) {
            add(reader.task, waiting);
        }
        for (Worker worker : workers) {
            add(worker.task, waiting);
        }
        return waiting;
    }

    private static void add(Turns.@Nullable Task task, List<Turns.Task> to) {
        if (task != null && !task.isDone()) {
            to.add(task);
        }
    }

    private static void kill(Turns.@Nullable Task task) {
        if (task != null) {
            task.kill();
        }
    }

    @Override
    public void close() throws IOException {
        for (SimulatedPartition partition : partitions) {
            for (int owner = 0; owner < partition.owners(); owner++) {
                partition.crash(owner);
            }
        }
        workers.forEach(worker -> kill(worker.task));
        for (Reader reader : readers) {
            kill(reader.task);
            reader.pool.close();
        }
    }
}
