// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.log.LogUnavailableException;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class CutterTest {

    private static final TenantId TENANT = new TenantId("a");

    private final RandomBatches batches = new RandomBatches(RandomGenerator.getDefault());
    private final FakeClock clock = new FakeClock();
    private final FakeLog log = new FakeLog(clock);
    private final FaultyStore store = new FaultyStore(new MemoryObjectStore());
    private final PlainChain chain = new PlainChain(store);

    @Test
    void cutsByAge() throws IOException {
        Owner owner = Owner.start(log, chain, clock);
        push(owner);
        clock.advance(Owner.CONFIG.maxSegmentAge().minusMillis(1));
        owner.cutter.step();
        assertThat(chain.segments()).isEmpty();

        clock.advance(Duration.ofMillis(1));
        owner.cutter.step();

        assertThat(chain.segments()).hasSize(1);
    }

    @Test
    void cutsBySize() throws IOException {
        Owner owner = Owner.start(log, chain, clock);
        while (owner.heads.sizeBytes() < Owner.CONFIG.maxHeadBytes()) {
            push(owner);
        }

        owner.cutter.step();

        assertThat(chain.segments()).hasSize(1);
    }

    @Test
    void cutsByAgeAlsoWhenTheClockHasGoneBack() throws IOException {
        Owner owner = Owner.start(log, chain, clock);
        push(owner);
        owner.cutter.step();
        clock.advance(Duration.ofDays(-1));
        owner.cutter.step();
        assertThat(chain.segments()).isEmpty();

        clock.advance(Owner.CONFIG.maxSegmentAge());
        owner.cutter.step();

        assertThat(chain.segments()).hasSize(1);
    }

    @Test
    void triesAgainSoonAlsoWhenTheClockHasGoneBack() throws IOException {
        Owner owner = Owner.start(log, chain, clock);
        push(owner);
        store.setDown(true);
        assertThatThrownBy(owner.cutter::flush).hasMessage("store is down");
        owner.cutter.step();
        assertThat(owner.cutter.failure()).contains("store is down");
        store.setDown(false);
        clock.advance(Duration.ofDays(-1));
        owner.cutter.step();

        clock.advance(Duration.ofSeconds(30));
        owner.cutter.step();

        assertThat(chain.segments()).hasSize(1);
        assertThat(owner.cutter.failure()).isNull();
    }

    @Test
    void writesNothingWhenThereIsNothing() throws IOException {
        Owner owner = Owner.start(log, chain, clock);

        assertThat(owner.cutter.flush()).isEmpty();
        assertThat(chain.segments()).isEmpty();
    }

    @Test
    void keepsAHeadForTheGraceAndTrimsTheLogThen() throws IOException {
        Owner owner = Owner.start(log, chain, clock);
        push(owner);
        owner.cutter.flush();

        clock.advance(Owner.CONFIG.segmentGracePeriod().minusMillis(1));
        owner.cutter.step();
        assertThat(owner.queried(TENANT, 0)).isNotEmpty();
        assertThat(log.start()).isZero();

        clock.advance(Duration.ofMillis(1));
        owner.cutter.step();
        assertThat(owner.heads.start()).isEqualTo(1);
        assertThat(log.start()).isEqualTo(1);
    }

    @Test
    void triesAgainAtLongerAndLongerIntervalsWhileTheStoreIsDown() throws IOException {
        Owner owner = Owner.start(log, chain, clock);
        push(owner);
        store.setDown(true);
        assertThatThrownBy(owner.cutter::flush).hasMessage("store is down");
        owner.cutter.step();
        store.setDown(false);

        owner.cutter.step();
        assertThat(chain.segments()).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        owner.cutter.step();
        assertThat(chain.segments()).hasSize(1);
    }

    @Test
    void refusesAppendsAboveTheMemoryLimitAndKeepsWhatWasAcked() throws IOException {
        IngesterConfig config =
                new IngesterConfig(
                        Duration.ofSeconds(60),
                        50_000,
                        200_000,
                        Duration.ofSeconds(100),
                        Duration.ofSeconds(20),
                        true);
        Owner owner = new Owner(config, log, chain, clock);
        owner.cutter.recover();
        store.setDown(true);
        List<String> acked = new ArrayList<>();

        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 100_000; i++) {
                                acked.addAll(push(owner));
                                owner.cutter.step();
                            }
                        })
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("To change it, set -ingester.max-memory-bytes");
        assertThat(owner.queried(TENANT, 0)).containsExactlyInAnyOrderElementsOf(acked);

        store.setDown(false);
        owner.cutter.flush();
        assertThat(push(owner)).isNotEmpty();
    }

    @Test
    void refusesToStartWhenRecordsAreLost() throws IOException {
        push(Owner.start(log, chain, clock));
        log.trim(1);

        assertThatThrownBy(() -> Owner.start(log, chain, clock))
                .hasMessage(
                        "log of partition \"p\" starts at position 1 (expected at most 0, the end of its last segment): records are lost");
    }

    @Test
    void goesOnAtTheEndOfTheChainWhenTheLogEndsBelowIt() throws IOException {
        Owner owner = Owner.start(log, chain, clock);
        push(owner);
        push(owner);
        owner.cutter.flush();

        FakeLog older = new FakeLog(clock);
        Owner restored = Owner.start(older, chain, clock);

        assertThat(older.durableEnd()).isEqualTo(2);
        assertThat(restored.heads.applied()).isEqualTo(2);
    }

    private List<String> push(Owner owner) throws IOException {
        ProfileBatch batch = batches.next("svc", false);
        owner.ingester.append(TENANT, List.of(batch));
        owner.applier.step();
        return PlainProfiles.queried(batch);
    }
}
