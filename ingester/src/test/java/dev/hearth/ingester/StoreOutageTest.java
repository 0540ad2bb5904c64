// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.BlockCache;
import dev.hearth.block.ChainView;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.disk.Disk;
import dev.hearth.log.FileLog;
import dev.hearth.log.FileLogConfig;
import dev.hearth.log.LogUnavailableException;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.testing.Seeded;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The store is away for long: memory stays bounded, nothing that was acked is lost.
@ExtendWith(Seeded.class)
final class StoreOutageTest {

    private static final TenantId TENANT = new TenantId("a");
    private static final long MAX_MEMORY = 600_000;
    private static final IngesterConfig CONFIG =
            new IngesterConfig(
                    Duration.ofMillis(1),
                    100_000,
                    MAX_MEMORY,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(1),
                    true);

    @TempDir private Path folder;
    private final FaultyStore store = new FaultyStore(new MemoryObjectStore());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> acked = new ArrayList<>();

    @Test
    void refusesWhatDoesNotFitIntoMemoryAndKeepsWhatItAcked(RandomGenerator random)
            throws IOException {
        RandomBatches batches = new RandomBatches(random);
        try (IngesterModule module = start()) {
            push(module, batches.next("svc", true));
            store.setDown(true);
            pushUntilRefused(module, batches);
            assertThat(meters.get("hearth.ingester.head.bytes").gauge().value())
                    .isLessThanOrEqualTo(MAX_MEMORY + 100_000.0);
            awaitProblem(
                    module, "segments cannot be committed: java.io.IOException: store is down");

            store.setDown(false);
            module.ingester().flush();
            assertThat(module.readiness().problem()).isNull();
            push(module, batches.next("svc", true));
            assertSeen(module);
        }
        try (IngesterModule module = start()) {
            assertSeen(module);
        }
    }

    @Test
    void stopsWhileTheStoreIsAwayAndGoesOnFromTheLog(RandomGenerator random) throws IOException {
        RandomBatches batches = new RandomBatches(random);
        try (IngesterModule module = start()) {
            store.setDown(true);
            pushUntilRefused(module, batches);
        }
        assertThatThrownBy(this::start).hasMessageContaining("store is down");

        store.setDown(false);
        try (IngesterModule module = start()) {
            assertSeen(module);
        }
    }

    @Test
    void isNotReadyBeforeItsStart() throws IOException {
        FileLog log = FileLog.open(Disk.real(), FileLogConfig.of(folder), Clock.systemUTC());
        try (IngesterModule module =
                new IngesterModule(CONFIG, Owner.LIMITS, log, store, meters, Clock.systemUTC())) {
            assertThat(module.readiness().problem()).isEqualTo("threads do not run");
            module.start();
            assertThat(module.readiness().problem()).isNull();
        }
    }

    private void pushUntilRefused(IngesterModule module, RandomBatches batches) {
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 100_000; i++) {
                                push(module, batches.next("svc", true));
                            }
                        })
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("To change it, set -ingester.max-memory-bytes");
    }

    private void push(IngesterModule module, ProfileBatch batch) throws IOException {
        module.ingester().append(TENANT, List.of(batch));
        acked.addAll(PlainProfiles.queried(batch));
    }

    private static void awaitProblem(IngesterModule module, String problem) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (module.readiness().problem() == null && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(module.readiness().problem()).isEqualTo(problem);
    }

    private void assertSeen(IngesterModule module) throws IOException {
        SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
        ChainView view =
                new SegmentChain(module.ingester().partition(), store, reader).resynchronize();
        List<String> seen = new ArrayList<>();
        module.ingester().read(TENANT, view.end()).forEach(source -> seen.addAll(queried(source)));
        for (ChainView.Segment segment : view.segments()) {
            seen.addAll(PlainProfiles.queried(reader.source(segment.key(), TENANT)));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(acked);
    }

    private static List<String> queried(dev.hearth.query.ProfileSource source) {
        try {
            return PlainProfiles.queried(source);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private IngesterModule start() throws IOException {
        FileLog log = FileLog.open(Disk.real(), FileLogConfig.of(folder), Clock.systemUTC());
        IngesterModule module =
                new IngesterModule(CONFIG, Owner.LIMITS, log, store, meters, Clock.systemUTC());
        try {
            module.start();
            return module;
        } catch (IOException e) {
            log.close();
            throw e;
        }
    }
}
