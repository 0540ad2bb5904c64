// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.BlockCache;
import dev.hearth.block.ChainView;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.log.FileLog;
import dev.hearth.log.FileLogConfig;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.FilesystemObjectStore;
import dev.hearth.testing.CrashKind;
import dev.hearth.testing.Seeded;
import dev.hearth.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The power goes off in every single step of log and store, and once more while the ingester
/// recovers.
@ExtendWith(Seeded.class)
final class IngesterCrashTest {

    private static final List<TenantId> TENANTS = List.of(new TenantId("a"), new TenantId("b"));
    private static final Path LOG = Path.of("/data/log");
    private static final Path STORE = Path.of("/data/store");

    private final FakeClock clock = new FakeClock();
    private final List<ProfileBatch> batches = new ArrayList<>();
    private final List<String> acked = new ArrayList<>();
    private final List<String> pushed = new ArrayList<>();

    /// One life of a process.
    private record Life(FileLog log, Owner owner, SegmentChain chain, SegmentReader reader)
            implements AutoCloseable {

        @Override
        public void close() throws IOException {
            log.close();
        }
    }

    @ParameterizedTest
    @EnumSource(CrashKind.class)
    void everyAckedProfileIsThereExactlyOnceWhereverThePowerGoesOff(
            CrashKind kind, RandomGenerator random) throws IOException {
        RandomBatches source = new RandomBatches(random);
        for (int i = 0; i < 7; i++) {
            batches.add(source.next("svc" + i % 2, i % 2 == 0));
        }
        SimulatedDisk calm = new SimulatedDisk(random);
        live(calm);
        long steps = calm.steps();
        assertThat(steps).isGreaterThan(50);
        assertThat(acked).hasSameElementsAs(pushed);

        for (long step = 0; step < steps; step++) {
            acked.clear();
            pushed.clear();
            SimulatedDisk disk = new SimulatedDisk(random);
            disk.crashAtStep(step);
            live(disk);
            disk.start(kind);
            disk.crashAtStep(disk.steps() + random.nextInt(12));
            live(disk);
            disk.start(kind);
            check(disk, "power off in step %d".formatted(step));
        }
    }

    /// Starts, pushes, cuts and trims until all is done or the power goes off.
    private void live(SimulatedDisk disk) throws IOException {
        try (Life life = start(disk)) {
            for (int i = 0; i < batches.size(); i++) {
                push(life, i);
                if (i == 2 || i == 5) {
                    life.owner.cutter.flush();
                    push(life, i - i % 2); // a retry of what is in the segment
                    clock.advance(Owner.CONFIG.segmentGracePeriod());
                    life.owner.cutter.step();
                }
            }
        } catch (IOException e) {
            if (!disk.isOff()) {
                throw e;
            }
        }
    }

    /// Batches go to the tenants in turn.
    private void push(Life life, int i) throws IOException {
        List<String> profiles = PlainProfiles.queried(batches.get(i));
        pushed.addAll(profiles);
        life.owner.ingester.append(tenantOf(i), List.of(batches.get(i)));
        acked.addAll(profiles);
    }

    private static TenantId tenantOf(int i) {
        return TENANTS.get(i / 2 % TENANTS.size());
    }

    private void check(SimulatedDisk disk, String when) throws IOException {
        try (Life life = start(disk)) {
            assertSeen(life, when);
            life.owner.cutter.flush();
            assertSeen(life, when + ", then a flush");
        }
    }

    /// Ids that cannot be retried count once for each push; the second life pushes them again.
    private void assertSeen(Life life, String when) throws IOException {
        Map<TenantId, List<String>> seenBy = new HashMap<>();
        ChainView view = life.chain.refresh();
        for (TenantId tenant : TENANTS) {
            List<String> seen = new ArrayList<>(life.owner.queried(tenant, view.end()));
            for (ChainView.Segment segment : view.segments()) {
                seen.addAll(PlainProfiles.queried(life.reader.source(segment.key(), tenant)));
            }
            assertThat(pushed).as(when).containsAll(seen);
            seenBy.put(tenant, seen);
        }
        for (int i = 0; i < batches.size(); i++) {
            List<String> seen = seenBy.getOrDefault(tenantOf(i), List.of());
            boolean isRetryable = i % 2 == 0;
            for (String profile : PlainProfiles.queried(batches.get(i))) {
                long times = seen.stream().filter(profile::equals).count();
                long most = pushed.stream().filter(profile::equals).count();
                long least = acked.stream().filter(profile::equals).count();
                assertThat(times)
                        .as(when)
                        .isBetween(
                                isRetryable ? Math.min(least, 1) : least,
                                isRetryable ? Math.min(most, 1) : most);
            }
        }
    }

    private Life start(SimulatedDisk disk) throws IOException {
        FileLogConfig config = new FileLogConfig(LOG, 1500, 1 << 20, 1 << 20);
        FileLog log = FileLog.open(disk, config, clock);
        try {
            FilesystemObjectStore store = new FilesystemObjectStore(disk, STORE);
            SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
            SegmentChain chain = new SegmentChain(log.partition(), store, reader);
            Owner owner =
                    Owner.start(
                            log,
                            new StoredChain(chain, reader, Owner.CONFIG.retryWindow().toMillis()),
                            clock);
            return new Life(log, owner, chain, reader);
        } catch (IOException e) {
            try {
                log.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }
}
