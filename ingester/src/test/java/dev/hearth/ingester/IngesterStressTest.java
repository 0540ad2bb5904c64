// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.BlockCache;
import dev.hearth.block.ChainView;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.disk.Disk;
import dev.hearth.log.FileLog;
import dev.hearth.log.FileLogConfig;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.RangeDroppedException;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Appends, reads, cuts, flushes and new beginnings, all at once, on real threads and files.
@ExtendWith(Seeded.class)
final class IngesterStressTest {

    private static final List<TenantId> TENANTS = List.of(new TenantId("a"), new TenantId("b"));
    private static final int BATCHES = 60;
    private static final IngesterConfig CONFIG =
            new IngesterConfig(
                    Duration.ZERO,
                    60_000,
                    100_000_000,
                    Duration.ofMinutes(10),
                    Duration.ZERO,
                    true);

    @TempDir private Path folder;
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final List<Queue<String>> acked =
            List.of(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
    private final AtomicBoolean isOver = new AtomicBoolean();

    /// A loop of one thread.
    @FunctionalInterface
    private interface Loop {
        void once() throws IOException;
    }

    @RepeatedTest(4)
    void everyReadSeesEachAckedProfileExactlyOnce(RandomGenerator random)
            throws IOException, InterruptedException, ExecutionException {
        FileLogConfig config = new FileLogConfig(folder, 10_000, 1 << 20, 1 << 20);
        try (FileLog log = FileLog.open(Disk.real(), config, Clock.systemUTC());
                ExecutorService threads = Executors.newCachedThreadPool()) {
            Owner owner = new Owner(CONFIG, log, chain(log), Clock.systemUTC());
            owner.cutter.recover();
            RandomBatches source = new RandomBatches(random);
            List<Future<?>> pushing = new ArrayList<>();
            for (int tenant = 0; tenant < 2; tenant++) {
                List<ProfileBatch> batches = batches(source, tenant);
                int number = tenant;
                pushing.add(threads.submit(() -> push(owner, number, batches)));
            }
            List<Future<?>> working = new ArrayList<>();
            working.add(threads.submit(() -> run(() -> owner.applier.step())));
            working.add(threads.submit(() -> run(() -> owner.cutter.step())));
            working.add(threads.submit(() -> run(() -> owner.cutter.flush())));
            working.add(threads.submit(() -> run(() -> owner.cutter.recover())));
            working.add(threads.submit(() -> run(reader(owner, 0))));
            working.add(threads.submit(() -> run(reader(owner, 1))));
            try {
                for (Future<?> push : pushing) {
                    push.get();
                }
            } finally {
                isOver.set(true);
            }
            for (Future<?> work : working) {
                work.get();
            }
            reader(owner, 0).once();
            reader(owner, 1).once();
            assertThat(owner.inbox.bytes()).isZero();
        }
    }

    private static List<ProfileBatch> batches(RandomBatches source, int tenant) {
        List<ProfileBatch> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            batches.add(source.next("svc" + (i + tenant) % 3, true));
        }
        return batches;
    }

    /// Each batch is sent twice, as by a client that has not heard the answer.
    private Void push(Owner owner, int tenant, List<ProfileBatch> batches) throws IOException {
        for (int i = 0; i < batches.size(); i++) {
            owner.ingester.append(TENANTS.get(tenant), List.of(batches.get(i)));
            for (String profile : PlainProfiles.queried(batches.get(i))) {
                acked.get(tenant).add(PlainProfiles.id(profile));
            }
            owner.ingester.append(TENANTS.get(tenant), List.of(batches.get(i - i % 4)));
        }
        return null;
    }

    private Void run(Loop loop) throws IOException {
        while (!isOver.get()) {
            loop.once();
        }
        return null;
    }

    /// Reads as a querier does: the chain first, then the owner.
    private Loop reader(Owner owner, int tenant) {
        SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 22));
        SegmentChain chain = new SegmentChain(owner.ingester.partition(), store, reader);
        return () -> {
            List<String> expected = List.copyOf(acked.get(tenant));
            List<String> seen = new ArrayList<>();
            while (true) {
                try {
                    ChainView view = chain.refresh();
                    seen.addAll(owner.ids(TENANTS.get(tenant), view.end()));
                    for (ChainView.Segment segment : view.segments()) {
                        seen.addAll(
                                PlainProfiles.ids(
                                        reader.source(segment.key(), TENANTS.get(tenant))));
                    }
                    break;
                } catch (RangeDroppedException e) {
                    seen.clear();
                }
            }
            assertThat(seen).doesNotHaveDuplicates().containsAll(expected);
        };
    }

    private Chain chain(FileLog log) {
        SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
        return new StoredChain(
                new SegmentChain(log.partition(), store, reader),
                reader,
                CONFIG.retryWindow().toMillis());
    }
}
