// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.config.Limits;
import dev.hearth.log.LogTopic;
import dev.hearth.log.TailedLog;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.PartitionMovedException;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// An ingester of partitions that others append to, without threads: each call does what one of its
/// threads would do next. For one thread.
@NullMarked
public final class SteppedTailing {

    private final TailedPartitions partitions;

    /// Of the partitions that are open, by age.
    private final List<Work> working = new ArrayList<>();

    /// Reads nothing yet.
    public SteppedTailing(LogTopic.Source source, ObjectStore store, Limits limits, Clock clock) {
        IngesterConfig config = SteppedIngester.CONFIG;
        TailedPartition.Shared shared =
                new TailedPartition.Shared(
                        config,
                        limits,
                        store,
                        new HeadMemory(config.maxMemoryBytes()),
                        new ReentrantLock(),
                        (_, applier, cutter, log) -> new Work(applier, cutter, log),
                        new SimpleMeterRegistry(),
                        clock);
        partitions = new TailedPartitions(source, shared);
    }

    /// What would be done for a partition by threads.
    private final class Work implements PartitionWork {

        private final Applier applier;
        private final Cutter cutter;
        private final TailedLog log;

        Work(Applier applier, Cutter cutter, TailedLog log) {
            this.applier = applier;
            this.cutter = cutter;
            this.log = log;
        }

        @Override
        public void start() {
            working.add(this);
        }

        @Override
        public void stop() {
            working.remove(this);
        }

        @Override
        public @Nullable String problem() {
            return applier.failure();
        }

        void apply() {
            try {
                boolean isMore = true;
                while (isMore) {
                    isMore = applier.step();
                }
                log.await(applier.heads().applied(), 0);
                while (applier.step()) {
                    isMore = true;
                }
            } catch (IOException _) {
                // It is tried again.
            }
        }

        void cut() {
            cutter.step();
            cutter.trimBelowFloor();
        }
    }

    /// As [TailingIngesterModule#assign].
    public void assign(Map<Integer, Integer> ranks) {
        partitions.assign(ranks);
    }

    /// As [TailingIngesterModule#caughtUp].
    public List<Integer> caughtUp() {
        return partitions.caughtUp();
    }

    /// Whether what is read is what is assigned.
    public boolean isSettled() {
        return partitions.isSettled();
    }

    /// Lets go of what is not assigned any more, and opens what is missing.
    ///
    /// @throws IOException if the topic cannot be used now
    public void settle() throws IOException {
        partitions.settle();
    }

    /// Applies what there is of some of them.
    ///
    /// @param isSkipped which are left for later, by where they stand among all
    public void apply(IntPredicate isSkipped) {
        List<Work> all = List.copyOf(working);
        for (int i = 0; i < all.size(); i++) {
            if (!isSkipped.test(i)) {
                all.get(i).apply();
            }
        }
    }

    /// Does what is due: cuts, the release of what was cut, new beginnings, trims.
    public void cut() {
        List.copyOf(working).forEach(Work::cut);
    }

    /// As [TailingIngesterModule#flush].
    public void flush() throws IOException {
        partitions.flush();
    }

    /// What a partition has from a position on.
    ///
    /// @throws PartitionMovedException if it is not read here
    /// @throws IOException as [PartitionOwner#read]
    public List<ProfileSource> read(String partition, TenantId tenant, long fromPosition)
            throws IOException {
        for (PartitionOwner owner : partitions.owners()) {
            if (owner.partition().equals(partition)) {
                return owner.read(tenant, fromPosition);
            }
        }
        throw new PartitionMovedException(partition);
    }

    /// The process has ended.
    public void close() {
        partitions.stop();
        partitions.closeAll();
    }
}
