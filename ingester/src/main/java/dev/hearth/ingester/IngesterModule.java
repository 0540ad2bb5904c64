// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.log.PartitionLog;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Builds the owner of one partition. Its service recovers at the start and, at a clean stop, cuts
/// what is in memory.
public final class IngesterModule implements Service {

    private static final long CLOSE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final IngesterConfig config;
    private final Inbox inbox;
    private final Cutter cutter;
    private final IngesterThreads threads;
    private final Ingester ingester;
    private final IngesterRoutes routes;

    /// @param log log of the partition; the caller opens and closes it
    /// @param chain chain of the same partition
    /// @param reader reads segments of the chain's store
    public IngesterModule(
            IngesterConfig config,
            PartitionLog log,
            SegmentChain chain,
            SegmentReader reader,
            MeterRegistry meters,
            Clock clock) {
        this.config = config;
        IngesterMetrics metrics = new IngesterMetrics(meters, log.partition());
        this.inbox = new Inbox(config.maxMemoryBytes());
        Applier applier =
                new Applier(log, inbox, new Heads(config.retryWindow().toMillis()), metrics);
        this.cutter =
                new Cutter(
                        config,
                        log,
                        new StoredChain(chain, reader, config.retryWindow()),
                        applier,
                        metrics,
                        clock);
        this.threads = new IngesterThreads(inbox, applier, cutter);
        this.ingester = new Ingester(config, log, inbox, applier, cutter, metrics);
        this.routes = new IngesterRoutes(ingester);
    }

    /// The owner itself.
    public Ingester ingester() {
        return ingester;
    }

    /// Returns what the process must serve over plain HTTP.
    public List<Route> routes() {
        return routes.all();
    }

    @Override
    public String name() {
        return "ingester";
    }

    /// Recovers from the chain and the log, then keeps going.
    @Override
    public void start() throws IOException {
        cutter.recover();
        threads.start();
    }

    /// Takes no more, cuts what is in memory if so configured, and stops.
    @Override
    public void close() throws IOException {
        inbox.close(CLOSE_TIMEOUT_NANOS);
        try {
            if (config.flushOnShutdown()) {
                cutter.flush();
            }
        } finally {
            stopThreads();
        }
    }

    private void stopThreads() throws InterruptedIOException {
        try {
            threads.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the ingester stopped");
        }
    }
}
