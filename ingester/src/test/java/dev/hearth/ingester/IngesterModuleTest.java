// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.BlockCache;
import dev.hearth.block.ChainView;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.config.Settings;
import dev.hearth.disk.Disk;
import dev.hearth.log.FileLog;
import dev.hearth.log.FileLogConfig;
import dev.hearth.log.LogUnavailableException;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.RangeDroppedException;
import dev.hearth.rpc.AppendOutcome;
import dev.hearth.rpc.AppendOutcome.Refusal;
import dev.hearth.rpc.PartitionAppend;
import dev.hearth.testing.Seeded;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The whole component over real files and real segments.
@ExtendWith(Seeded.class)
final class IngesterModuleTest {

    private static final TenantId TENANT = new TenantId("a");

    @TempDir private Path folder;
    private final MemoryObjectStore store = new MemoryObjectStore();

    @Test
    void aReadSeesWhatWasAppendedBefore(RandomGenerator random) throws IOException {
        RandomBatches batches = new RandomBatches(random);
        try (IngesterModule module = start(Settings.defaults())) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                ProfileBatch batch = batches.next("svc", true);
                module.ingester().append(TENANT, List.of(batch));
                expected.addAll(PlainProfiles.queried(batch));

                assertThat(seen(module)).containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    @Test
    void everythingIsThereAfterAFlushAndAfterARestart(RandomGenerator random) throws IOException {
        RandomBatches batches = new RandomBatches(random);
        List<String> expected = new ArrayList<>();
        try (IngesterModule module = start(Settings.defaults())) {
            for (int i = 0; i < 10; i++) {
                expected.addAll(append(module, batches.next("svc" + i % 3, true)));
            }
            assertThat(module.ingester().flush()).hasSize(1);
            assertThat(module.ingester().committed()).isEqualTo(10);
            assertThat(seen(module)).containsExactlyInAnyOrderElementsOf(expected);
            expected.addAll(append(module, batches.next("svc", false)));
            assertThat(module.ingester().committed()).isEqualTo(10);
        }

        try (IngesterModule module = start(Settings.defaults())) {
            assertThat(chain(module).segments()).hasSize(2);
            assertThat(module.ingester().committed()).isEqualTo(chain(module).end());
            assertThat(seen(module)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void whatIsNotCutAtAStopIsReadFromTheLog(RandomGenerator random) throws IOException {
        RandomBatches batches = new RandomBatches(random);
        Settings settings = Settings.defaults().with(IngesterFlags.FLUSH_ON_SHUTDOWN, false);
        List<String> expected = new ArrayList<>();
        try (IngesterModule module = start(settings)) {
            expected.addAll(append(module, batches.next("svc", false)));
        }

        try (IngesterModule module = start(settings)) {
            assertThat(chain(module).segments()).isEmpty();
            assertThat(seen(module)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void aRetryAfterARestartIsDropped(RandomGenerator random) throws IOException {
        ProfileBatch batch = new RandomBatches(random).next("svc", true);
        try (IngesterModule module = start(Settings.defaults())) {
            append(module, batch);
        }

        try (IngesterModule module = start(Settings.defaults())) {
            append(module, batch);

            assertThat(seen(module))
                    .containsExactlyInAnyOrderElementsOf(PlainProfiles.queried(batch));
        }
    }

    @Test
    void aTenantDoesNotSeeAnother(RandomGenerator random) throws IOException {
        try (IngesterModule module = start(Settings.defaults())) {
            append(module, new RandomBatches(random).next("svc", false));

            assertThat(module.ingester().read(new TenantId("b"), 0)).isEmpty();
        }
    }

    @Test
    void saysSoWhenARangeWasDropped(RandomGenerator random) throws IOException {
        try (IngesterModule module = start(Settings.defaults())) {
            append(module, new RandomBatches(random).next("svc", false));
        }

        try (IngesterModule module = start(Settings.defaults())) {
            assertThatThrownBy(() -> module.ingester().read(TENANT, 0))
                    .isInstanceOf(RangeDroppedException.class)
                    .hasMessage("position 0 was dropped (first kept is 1)");
        }
    }

    @Test
    void refusesAppendsWhenStopped(RandomGenerator random) throws IOException {
        ProfileBatch batch = new RandomBatches(random).next("svc", false);
        IngesterModule module = start(Settings.defaults());
        module.close();

        assertThatThrownBy(() -> module.ingester().append(TENANT, List.of(batch)))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessage("ingester is stopping");
    }

    @Test
    void takesRecordsOfOthersForItsPartitionUntilItIsDrained(RandomGenerator random)
            throws IOException {
        ProfileBatch batch = new RandomBatches(random).next("svc", true);
        byte[] record = new RecordCodec().encode(TENANT, batch, false);
        try (IngesterModule module = start(Settings.defaults())) {
            String partition = module.ingester().partition();
            PartitionAppend appends = module.appends();

            assertThat(refusal(appends.append(partition, TENANT, List.of(record))))
                    .as("nobody knows of it yet")
                    .isEqualTo(Refusal.NOT_HERE);
            module.open();
            assertThat(refusal(appends.append("another", TENANT, List.of(record))))
                    .isEqualTo(Refusal.NOT_HERE);
            assertThat(refusal(appends.append(partition, new TenantId("b"), List.of(record))))
                    .isEqualTo(Refusal.UNREADABLE);
            assertThat(appends.append(partition, TENANT, List.of(record)))
                    .isEqualTo(AppendOutcome.DURABLE);
            assertThat(seen(module))
                    .containsExactlyInAnyOrderElementsOf(PlainProfiles.queried(batch));

            module.drain();
            assertThat(refusal(appends.append(partition, TENANT, List.of(record))))
                    .isEqualTo(Refusal.NOT_HERE);
            assertThat(module.ingester().flush()).isEmpty();
        }
    }

    private static Refusal refusal(AppendOutcome outcome) {
        if (outcome instanceof AppendOutcome.Refused(Refusal refusal, String _)) {
            return refusal;
        }
        throw new AssertionError(outcome);
    }

    private IngesterModule start(Settings settings) throws IOException {
        FileLog log = FileLog.open(Disk.real(), FileLogConfig.of(folder), Clock.systemUTC());
        IngesterModule module =
                new IngesterModule(
                        IngesterConfig.from(settings),
                        Owner.LIMITS,
                        log,
                        store,
                        new SimpleMeterRegistry(),
                        Clock.systemUTC());
        module.start();
        return module;
    }

    private static List<String> append(IngesterModule module, ProfileBatch batch)
            throws IOException {
        module.ingester().append(TENANT, List.of(batch));
        return PlainProfiles.queried(batch);
    }

    private ChainView chain(IngesterModule module) throws IOException {
        return new SegmentChain(module.ingester().partition(), store, reader()).resynchronize();
    }

    private SegmentReader reader() {
        return new SegmentReader(store, new BlockCache(1 << 20));
    }

    private List<String> seen(IngesterModule module) throws IOException {
        List<String> seen = new ArrayList<>();
        ChainView chain = chain(module);
        for (ChainView.Segment segment : chain.segments()) {
            seen.addAll(PlainProfiles.queried(reader().source(segment.key(), TENANT)));
        }
        for (ProfileSource source : module.ingester().read(TENANT, chain.end())) {
            seen.addAll(PlainProfiles.queried(source));
        }
        return seen;
    }
}
