// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.BlockCache;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.config.Limits;
import dev.hearth.log.LogRefusedException;
import dev.hearth.log.TailedLog;
import dev.hearth.objectstore.ObjectStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One partition that others append to, with what applies and cuts it.
final class TailedPartition implements Closeable {

    private static final Logger LOGGER = LoggerFactory.getLogger(TailedPartition.class);
    private static final long FOOTER_CACHE_BYTES = 1 << 20;

    private final TailedLog log;
    private final Applier applier;
    private final HeadMemory memory;
    private final IngesterMetrics metrics;
    private final OwnedPartition owned;
    private final PartitionWork work;
    private final long firstEnd;

    /// What the partitions of a process share.
    ///
    /// @param memory what all heads may take
    /// @param turn held by the one that writes a segment
    /// @param workers keep each going
    record Shared(
            IngesterConfig config,
            Limits limits,
            ObjectStore store,
            HeadMemory memory,
            ReentrantLock turn,
            PartitionWork.Workers workers,
            MeterRegistry meters,
            Clock clock) {}

    private TailedPartition(
            TailedLog log,
            Applier applier,
            HeadMemory memory,
            IngesterMetrics metrics,
            OwnedPartition owned,
            PartitionWork work) {
        this.log = log;
        this.applier = applier;
        this.memory = memory;
        this.metrics = metrics;
        this.owned = owned;
        this.work = work;
        this.firstEnd = log.durableEnd();
    }

    /// Finds the end of the chain and begins to apply and cut what comes behind it. If that cannot
    /// be done now, it is tried again; until then reads fail.
    ///
    /// @param log closed by the partition, or here if this fails
    /// @throws LogRefusedException if log and chain do not fit
    /// @throws IOException if the log cannot be closed
    static TailedPartition start(TailedLog log, Ownership.Shared ownership, Shared shared)
            throws IOException {
        IngesterConfig config = shared.config();
        IngesterMetrics metrics = new IngesterMetrics(shared.meters(), log.partition());
        Heads heads = new Heads(config.retryWindow().toMillis());
        Inbox inbox = new Inbox(1); // nothing goes through it; it wakes those who wait
        Applier applier =
                new Applier(
                        config.maxHeadBytes(),
                        log,
                        inbox,
                        heads,
                        metrics,
                        ownership,
                        shared.memory());
        Cutter cutter =
                new Cutter(
                        config,
                        shared.limits(),
                        log,
                        chain(log.partition(), shared),
                        applier,
                        metrics,
                        shared.clock());
        try {
            recover(cutter, log);
        } catch (IOException | RuntimeException e) {
            metrics.forget();
            log.close();
            throw e;
        }
        shared.memory().add(heads);
        metrics.watch(log, heads, inbox);
        PartitionWork work = shared.workers().employ(inbox, applier, cutter, log);
        work.start();
        return new TailedPartition(
                log,
                applier,
                shared.memory(),
                metrics,
                new OwnedPartition(log, applier, cutter),
                work);
    }

    private static Chain chain(String partition, Shared shared) {
        SegmentReader reader =
                new SegmentReader(shared.store(), new BlockCache(FOOTER_CACHE_BYTES));
        Chain chain =
                new StoredChain(
                        new SegmentChain(partition, shared.store(), reader),
                        reader,
                        shared.config().retryWindow().toMillis());
        return new TurnedChain(chain, shared.turn());
    }

    private static void recover(Cutter cutter, TailedLog log) throws LogRefusedException {
        try {
            cutter.recover();
        } catch (LogRefusedException e) {
            throw e;
        } catch (IOException e) {
            LOGGER.warn(
                    "partition {} cannot be read yet; trying again: {}",
                    log.partition(),
                    e.toString());
        }
    }

    /// Who answers for it.
    OwnedPartition owner() {
        return owned;
    }

    /// Why it is not as it should be; null if it is.
    @Nullable String problem() {
        String problem = work.problem();
        long applied = applier.heads().applied();
        return problem != null || isCaughtUp()
                ? problem
                : "catching up with its log: at %d of %d".formatted(applied, firstEnd);
    }

    /// Whether all that was durable when it was started can be asked for.
    boolean isCaughtUp() {
        return applier.heads().applied() >= firstEnd;
    }

    /// Lets go of it: what is not in segments is in the log, for the next owner.
    @Override
    public void close() throws IOException {
        work.stop();
        memory.remove(applier.heads());
        metrics.forget();
        log.close();
    }
}
