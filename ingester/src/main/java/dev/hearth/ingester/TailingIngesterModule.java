// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.config.Limits;
import dev.hearth.log.LogRefusedException;
import dev.hearth.log.LogTopic;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.PartitionOwner;
import dev.hearth.server.ReadinessCheck;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds the ingester of partitions that others append to, and runs it: it keeps heads of those
/// that it is assigned, and cuts them.
///
/// One thread opens what is assigned and lets go of what is not any more; what cannot be opened now
/// is tried again. Nothing is cut at the end: what is not in segments is in the log.
public final class TailingIngesterModule implements Service {

    private static final Logger LOGGER = LoggerFactory.getLogger(TailingIngesterModule.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(20);

    private final TailedPartitions partitions;
    private final Thread keeping = new Thread(this::keep, "ingester-partitions");

    /// @param limits which profiles are added up when a segment is made
    /// @param source where the partitions are
    /// @param store where segments go; the caller closes it, after this module
    public TailingIngesterModule(
            IngesterConfig config,
            Limits limits,
            LogTopic.Source source,
            ObjectStore store,
            MeterRegistry meters,
            Clock clock) {
        TailedPartition.Shared shared =
                new TailedPartition.Shared(
                        config,
                        limits,
                        store,
                        new HeadMemory(config.maxMemoryBytes()),
                        new ReentrantLock(),
                        IngesterThreads::new,
                        meters,
                        clock);
        this.partitions = new TailedPartitions(source, shared);
    }

    /// Says which partitions this process is to own from now on.
    ///
    /// @param ranksByPartition for each, by number, how many other owners are to cut before this
    ///   one: 0 for the one that cuts first
    public void assign(Map<Integer, Integer> ranksByPartition) {
        partitions.assign(ranksByPartition);
    }

    /// Who answers for what is not yet in segments: one for each partition that is open.
    public List<PartitionOwner> owners() {
        return partitions.owners();
    }

    /// Numbers of the partitions that can be asked for all that was durable when they were opened.
    public List<Integer> caughtUp() {
        return partitions.caughtUp();
    }

    /// Cuts everything that is durable now, in all partitions that are open.
    ///
    /// @return what was committed here, by partition
    /// @throws IOException if some of it could not be committed; it is tried again later
    public Map<String, List<Cut>> flush() throws IOException {
        return partitions.flush();
    }

    /// For each partition that is open the end of its chain of segments, as far as it was read or
    /// written here.
    public Map<String, Long> committed() {
        return partitions.committed();
    }

    /// As [Ingester#knownEnds] for one partition; empty if it is not open.
    public List<Long> knownEnds(String partition) throws IOException {
        return partitions.knownEnds(partition);
    }

    /// Says why it is not ready: a partition that is assigned is not open, not caught up, or in
    /// trouble.
    public ReadinessCheck readiness() {
        return ReadinessCheck.of(name(), partitions::problem);
    }

    /// What the process must serve over HTTP.
    public List<Route> routes() {
        return new IngesterRoutes(this::flush).all();
    }

    @Override
    public String name() {
        return "ingester";
    }

    /// Returns at once if the topic cannot be reached now: it is tried again.
    ///
    /// @throws LogRefusedException if it may not be used
    @Override
    public void start() throws IOException {
        try {
            partitions.openTopic();
        } catch (LogRefusedException e) {
            throw e;
        } catch (IOException e) {
            LOGGER.warn("log cannot be reached; trying again: {}", e.toString());
        }
        keeping.setDaemon(true);
        keeping.start();
    }

    private void keep() {
        String known = null;
        while (!partitions.isStopping()) {
            boolean isSettled = false;
            try {
                isSettled = partitions.settle();
                known = null;
            } catch (IOException | RuntimeException e) {
                if (!e.toString().equals(known)) {
                    LOGGER.warn("partitions cannot be opened; trying again: {}", e.toString());
                }
                known = e.toString();
            }
            try {
                if (isSettled) {
                    partitions.awaitChange();
                } else {
                    partitions.pause(RETRY_NANOS);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                partitions.stop();
            }
        }
    }

    @Override
    public void close() throws IOException {
        partitions.stop();
        try {
            if (keeping.isAlive() && !keeping.join(JOIN_TIMEOUT)) {
                LOGGER.warn("thread that opens partitions still runs after {}", JOIN_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        partitions.closeAll();
    }
}
