// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.block.BlockCache;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.config.Limits;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds the compactor, and lets it do what is due, on one thread, again and again. Each time
/// costs a few listings where nothing is due.
public final class CompactorModule implements Service {

    private static final Logger LOGGER = LoggerFactory.getLogger(CompactorModule.class);

    /// Footers are kept as they are read; what is made of them is kept apart.
    private static final long FOOTER_CACHE_BYTES = 4 << 20;

    private static final long PERIOD_MILLIS = TimeUnit.SECONDS.toMillis(30);
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(20);

    private final CompactorConfig config;
    private final long periodMillis;
    private final Compactor compactor;
    private final CompactorRoutes routes;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;

    /// @param limits how long profiles are kept
    /// @param store where segments and blocks lie; the caller closes it, after this module
    /// @param indexes the indexes of all tenants in that store
    /// @param owners bring into segments what a deletion must hit, and tell where chains end
    /// @param clock the time
    public CompactorModule(
            CompactorConfig config,
            Limits limits,
            ObjectStore store,
            IndexCatalog indexes,
            Owners owners,
            MeterRegistry meters,
            InstantSource clock) {
        this(config, limits, store, indexes, owners, _ -> true, meters, clock);
    }

    /// @param share whether a tenant's blocks are to be made here, as of now: for processes that
    ///   share the tenants of a store
    public CompactorModule(
            CompactorConfig config,
            Limits limits,
            ObjectStore store,
            IndexCatalog indexes,
            Owners owners,
            Predicate<TenantId> share,
            MeterRegistry meters,
            InstantSource clock) {
        this(config, limits, store, indexes, owners, share, meters, clock, PERIOD_MILLIS);
    }

    /// @param periodMillis how long it rests between two runs
    CompactorModule(
            CompactorConfig config,
            Limits limits,
            ObjectStore store,
            IndexCatalog indexes,
            Owners owners,
            Predicate<TenantId> share,
            MeterRegistry meters,
            InstantSource clock,
            long periodMillis) {
        this.config = config;
        this.periodMillis = periodMillis;
        RandomGenerator random = new SecureRandom();
        compactor =
                new Compactor(
                        config,
                        limits,
                        store,
                        indexes,
                        new SegmentReader(store, new BlockCache(FOOTER_CACHE_BYTES)),
                        new CompactorMetrics(meters),
                        clock,
                        System::nanoTime,
                        random,
                        share);
        DeletionRequests deletions =
                new DeletionRequests(store, indexes, compactor.chains(), owners, clock, random);
        SegmentBridge bridge = new SegmentBridge(store, new KnownSeams(indexes, owners));
        routes = new CompactorRoutes(compactor, bridge, deletions, clock);
    }

    /// What the process must serve over HTTP.
    public List<Route> routes() {
        return routes.all();
    }

    @Override
    public String name() {
        return "compactor";
    }

    /// Empties the folder for blocks that are being made.
    @Override
    public void start() throws IOException {
        Files.createDirectories(config.scratch());
        empty(config.scratch());
        thread = Thread.ofPlatform().daemon().name("compactor").start(this::runAll);
    }

    private static void empty(Path folder) throws IOException {
        List<Path> left;
        try (Stream<Path> found = Files.walk(folder)) {
            left = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : left) {
            if (!path.equals(folder)) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void runAll() {
        try {
            while (!stopped.await(periodMillis, TimeUnit.MILLISECONDS)) {
                runOnce();
            }
        } catch (InterruptedException _) {
            LOGGER.debug("the compactor stops");
        }
    }

    /// Whatever happens, the next round comes.
    private void runOnce() throws InterruptedException {
        try {
            compactor.run(false);
        } catch (IOException | RuntimeException | Error e) {
            if (stopped.getCount() > 0) {
                LOGGER.warn("compaction failed; it is tried again in {} ms", periodMillis, e);
            }
        }
    }

    @Override
    public void close() {
        compactor.close();
        stopped.countDown();
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(STOP_MILLIS);
            if (running.isAlive()) {
                LOGGER.warn("compaction still runs after {} ms; going on without it", STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
