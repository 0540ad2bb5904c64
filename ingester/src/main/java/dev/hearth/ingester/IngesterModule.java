// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.BlockCache;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.config.Limits;
import dev.hearth.log.PartitionLog;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.PartitionOwner;
import dev.hearth.rpc.PartitionAppend;
import dev.hearth.server.ReadinessCheck;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds the ingester of one partition, and runs it.
///
/// [#start] reads the chain and replays the log; only then may anybody append or read, and others
/// may append from [#open] on. [#close] refuses appends, cuts what is in memory if so configured,
/// and closes the log; reads go on until the process ends.
public final class IngesterModule implements Service {

    private static final Logger LOGGER = LoggerFactory.getLogger(IngesterModule.class);

    /// Footers are read once, at the start.
    private static final long FOOTER_CACHE_BYTES = 1 << 20;

    private static final long INBOX_BYTES = 64L << 20;
    private static final long APPENDS_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final IngesterConfig config;
    private final PartitionLog log;
    private final Inbox inbox;
    private final Cutter cutter;
    private final Ingester ingester;
    private final IngesterThreads threads;
    private final GatedAppend appends;

    /// @param limits which profiles are added up when a segment is made
    /// @param log log of the partition; closed by this module
    /// @param store where segments go; the caller closes it, after this module
    public IngesterModule(
            IngesterConfig config,
            Limits limits,
            PartitionLog log,
            ObjectStore store,
            MeterRegistry meters,
            Clock clock) {
        this.config = config;
        this.log = log;
        IngesterMetrics metrics = new IngesterMetrics(meters, log.partition());
        inbox = new Inbox(Math.min(INBOX_BYTES, config.maxMemoryBytes()));
        Heads heads = new Heads(config.retryWindow().toMillis());
        Applier applier = new Applier(config.maxHeadBytes(), log, inbox, heads, metrics);
        SegmentReader reader = new SegmentReader(store, new BlockCache(FOOTER_CACHE_BYTES));
        Chain chain =
                new StoredChain(
                        new SegmentChain(log.partition(), store, reader),
                        reader,
                        config.retryWindow().toMillis());
        cutter = new Cutter(config, limits, log, chain, applier, metrics, clock);
        ingester = new Ingester(config, log, inbox, applier, cutter, metrics);
        threads = new IngesterThreads(inbox, applier, cutter, null);
        appends = new GatedAppend(ingester);
        metrics.watch(log, heads, inbox);
    }

    /// Where batches are appended.
    public Ingester ingester() {
        return ingester;
    }

    /// What other processes append through: from [#open] on, until [#drain] or [#close].
    public PartitionAppend appends() {
        return appends;
    }

    /// Lets other processes append from now on; it must have been started.
    public void open() {
        appends.open();
    }

    /// Takes nothing any more, for good, and brings all that is durable into segments. Reads go on.
    ///
    /// @throws IOException if some of it could not be; it may be tried again
    public void drain() throws IOException {
        if (!refuseAppends()) {
            throw new IOException(
                    "appends still run after 5 s (expected to be durable or refused by then)");
        }
        ingester.flush();
    }

    private boolean refuseAppends() {
        appends.shut();
        return inbox.close(APPENDS_TIMEOUT_NANOS);
    }

    /// Who answers for what is not yet in segments.
    public List<PartitionOwner> owners() {
        return List.of(ingester);
    }

    /// Says why it is not ready: before the start, while the log cannot be applied, and while
    /// segments cannot be committed.
    public ReadinessCheck readiness() {
        return ReadinessCheck.of(name(), threads::problem);
    }

    /// What the process must serve over HTTP.
    public List<Route> routes() {
        return new IngesterRoutes(() -> Map.of(ingester.partition(), ingester.flush())).all();
    }

    @Override
    public String name() {
        return "ingester";
    }

    @Override
    public void start() throws IOException {
        cutter.recover();
        threads.start();
    }

    @Override
    public void close() throws IOException {
        if (!refuseAppends()) {
            LOGGER.warn("appends still run after 5 s; going on without them");
        }
        threads.stop();
        try {
            if (config.flushOnShutdown()) {
                ingester.flush();
            }
        } catch (IOException e) {
            LOGGER.warn(
                    "what is in memory was not cut; the next start reads it from the log: {}",
                    e.toString());
        } finally {
            ingester.release();
            log.close();
        }
    }
}
