// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.BlockCache;
import dev.hearth.block.ChainView;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.logkafka.KafkaConfig;
import dev.hearth.logkafka.KafkaLog;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.RangeDroppedException;
import dev.hearth.testing.KafkaBroker;
import dev.hearth.testing.Seeded;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Two ingesters that own both partitions of a topic of a real broker.
@ExtendWith(Seeded.class)
final class KafkaOwnersTest {

    private static final TenantId TENANT = new TenantId("a");
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final IngesterConfig CONFIG =
            new IngesterConfig(
                    Duration.ofMillis(400),
                    50_000,
                    100_000_000,
                    Duration.ofMinutes(10),
                    Duration.ofMillis(200),
                    true);

    private final ObjectStore store = new MemoryObjectStore();
    private final RecordCodec codec = new RecordCodec();
    private final Set<String> acked = new TreeSet<>();
    private final Set<String> pushed = new TreeSet<>();
    private final Member[] members = new Member[2];

    /// One process.
    private record Member(KafkaLog log, TailingIngesterModule module) {

        /// What a kill leaves behind: the module writes nothing when it ends.
        void kill() throws IOException {
            module.close();
            log.close();
        }
    }

    private Member start(KafkaConfig config, int number) throws IOException {
        KafkaLog log = new KafkaLog(config);
        TailingIngesterModule module =
                new TailingIngesterModule(
                        CONFIG,
                        Owner.LIMITS,
                        log,
                        store,
                        new SimpleMeterRegistry(),
                        Clock.systemUTC());
        module.assign(Map.of(0, number, 1, 1 - number));
        module.start();
        return new Member(log, module);
    }

    @Test
    void eachAcknowledgedProfileIsSeenOnceThoughOwnersAndTheBrokerAreKilled(
            @TempDir Path folder, RandomGenerator random) throws IOException {
        try (KafkaBroker broker = KafkaBroker.start(folder)) {
            KafkaConfig config = TestKafka.config(broker.address(), "profiles", PARTITIONS);
            members[0] = start(config, 0);
            members[1] = start(config, 1);
            RandomBatches batches = new RandomBatches(random);
            try (KafkaLog producer = new KafkaLog(config)) {
                for (int round = 0; round < 8; round++) {
                    for (int i = 0; i < 12; i++) {
                        push(producer, batches, random);
                    }
                    readOwnWrites(random.nextInt(2));
                    if (round == 4) {
                        broker.kill();
                        push(producer, batches, random);
                        broker.restart();
                    } else if (random.nextInt(3) > 0) {
                        int victim = random.nextInt(2);
                        members[victim].kill();
                        readOwnWrites(1 - victim);
                        members[victim] = start(config, victim);
                    }
                }
                for (int i = 0; i < members.length; i++) {
                    readOwnWrites(i);
                    members[i].module().flush();
                    readOwnWrites(i);
                }
                assertThat(acked).hasSizeGreaterThan(100);
                assertThat(segments()).isGreaterThan(4);
            }
            for (Member member : members) {
                member.kill();
            }
        }
    }

    /// Some are sent twice, as clients do that did not hear.
    private void push(KafkaLog producer, RandomBatches batches, RandomGenerator random) {
        int service = random.nextInt(4);
        ProfileBatch batch = batches.next("svc" + service, true);
        byte[] payload = codec.encode(TENANT, batch, false);
        List<String> ids =
                batch.profiles().stream().map(Profile::id).map(Object::toString).toList();
        pushed.addAll(ids);
        int times = random.nextInt(5) == 0 ? 2 : 1;
        for (int i = 0; i < times; i++) {
            try {
                producer.append(service % PARTITIONS, List.of(payload));
                acked.addAll(ids);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("Kafka");
            }
        }
    }

    /// Asks one member for all that it owns.
    private void readOwnWrites(int asked) {
        TailingIngesterModule module = members[asked].module();
        await(() -> module.owners().size() == PARTITIONS, module);
        Map<String, Integer> seen = new HashMap<>();
        await(() -> query(module, seen), module);
        assertThat(seen.values()).allMatch(count -> count == 1);
        assertThat(seen.keySet()).containsAll(acked);
        assertThat(pushed).containsAll(seen.keySet());
    }

    private boolean query(TailingIngesterModule module, Map<String, Integer> seen) {
        seen.clear();
        try {
            for (PartitionOwner owner : module.owners()) {
                SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
                ChainView view = new SegmentChain(owner.partition(), store, reader).refresh();
                List<ProfileSource> sources = new ArrayList<>();
                for (ChainView.Segment segment : view.segments()) {
                    ProfileSource source = reader.source(segment.key(), TENANT);
                    if (source != null) {
                        sources.add(source);
                    }
                }
                sources.addAll(owner.read(TENANT, view.end()));
                for (ProfileSource source : sources) {
                    PlainProfiles.ids(source).forEach(id -> seen.merge(id, 1, Integer::sum));
                }
            }
            return true;
        } catch (RangeDroppedException e) {
            return false; // the chain has moved on: as a querier does, plan anew
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?s).*(Kafka|trimmed|log of partition|bounds).*");
            return false;
        }
    }

    private int segments() throws IOException {
        return store.list("segments/", "", 10_000).size();
    }

    private static void await(BooleanSupplier condition, TailingIngesterModule module) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("ready within a minute: %s", module.readiness().problem())
                    .isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
