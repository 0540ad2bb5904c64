// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.BlockCache;
import dev.hearth.block.LostRanges;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.log.LogRefusedException;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A partition that others append to, with two owners.
@ExtendWith(Seeded.class)
final class SharedPartitionTest {

    private static final TenantId TENANT = new TenantId("a");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FakeClock clock = new FakeClock();
    private final FakeTopic topic = new FakeTopic(clock);
    private final FaultyStore store = new FaultyStore(new MemoryObjectStore());
    private final RecordCodec codec = new RecordCodec();
    private RandomBatches batches;

    @BeforeEach
    void batches(RandomGenerator random) {
        batches = new RandomBatches(random);
    }

    private Chain chain() {
        SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
        return new StoredChain(
                new SegmentChain("p", store, reader),
                reader,
                Owner.CONFIG.retryWindow().toMillis());
    }

    private TailingOwner owner(Duration patience) throws IOException {
        return TailingOwner.start(topic.tail(0), chain(), clock, patience);
    }

    private List<String> push(boolean isRetryable) throws IOException {
        ProfileBatch batch = batches.next("svc", isRetryable);
        topic.append(codec.encode(TENANT, batch, false), 0);
        return batch.profiles().stream().map(profile -> profile.id().toString()).toList();
    }

    private static void applyAll(TailingOwner owner) throws IOException {
        owner.log.refresh();
        while (owner.applier.step()) {
            assertThat(owner.applier.failure()).isNull();
        }
    }

    @Test
    void aReadSeesWhatWasDurableWhenItCameThoughNobodyToldTheOwner() throws IOException {
        TailingOwner owner = owner(Duration.ZERO);
        assertThat(owner.ids(TENANT, 0)).isEmpty();

        List<String> pushed = push(false);
        topic.skip(2);

        assertThat(owner.ids(TENANT, 0)).containsExactlyInAnyOrderElementsOf(pushed);
        assertThat(owner.applier.heads().applied()).isEqualTo(3);
    }

    @Test
    void theSecondLeavesTheCutToTheFirstAndBeginsAnewBehindIt() throws IOException {
        TailingOwner first = owner(Duration.ZERO);
        TailingOwner second = owner(PATIENCE);
        push(false);
        applyAll(first);
        assertThat(second.ids(TENANT, 0)).isNotEmpty();
        clock.advance(Owner.CONFIG.maxSegmentAge());
        List<String> later = push(false);
        assertThat(second.cutter.step()).isFalse();
        assertThat(first.cutter.step()).isTrue();
        assertThat(second.applier.heads().start()).isZero();

        clock.advance(PATIENCE);
        second.cutter.step();

        assertThat(second.applier.heads().start()).isEqualTo(1);
        assertThat(second.ids(TENANT, 1)).containsExactlyInAnyOrderElementsOf(later);
        assertThat(chain().read().end()).isEqualTo(1);
    }

    @Test
    void theSecondCutsWhenTheFirstDoesNot() throws IOException {
        TailingOwner second = owner(PATIENCE);
        push(false);
        applyAll(second);
        clock.advance(Owner.CONFIG.maxSegmentAge());
        assertThat(second.cutter.step()).isFalse();
        clock.advance(PATIENCE);

        assertThat(second.cutter.step()).isTrue();

        assertThat(chain().read().end()).isEqualTo(1);
    }

    @Test
    void whoLosesTheRaceForACutBeginsAnewAndLosesNothing() throws IOException {
        TailingOwner first = owner(Duration.ZERO);
        TailingOwner second = owner(Duration.ZERO);
        List<String> before = push(true);
        applyAll(first);
        first.applier.freeze();
        List<String> after = push(true);
        applyAll(second);
        second.applier.freeze();
        assertThat(first.cutter.step()).isTrue();

        assertThat(second.cutter.step()).isTrue();

        assertThat(second.applier.heads().start()).isEqualTo(1);
        assertThat(second.ids(TENANT, 1)).containsExactlyInAnyOrderElementsOf(after);
        assertThat(first.ids(TENANT, 0)).hasSize(before.size() + after.size());
        assertThat(first.ids(TENANT, 1)).containsExactlyInAnyOrderElementsOf(after);
    }

    /// One of them has cut what is damaged now; the other meets it, and holds what is behind it.
    @Test
    void whereASegmentIsDamagedOwnersTellWhatEndsTheyKnow() throws IOException {
        TailingOwner first = owner(Duration.ZERO);
        TailingOwner second = owner(PATIENCE);
        push(false);
        applyAll(second);
        first.cutter.flush();
        String segment = SegmentKeys.segment("p", 0);
        byte[] bytes = store.get(segment);
        store.delete(segment);
        store.putIfAbsent(segment, Arrays.copyOf(bytes, bytes.length - 1));
        push(false);

        assertThatThrownBy(second.owned::flush).isInstanceOf(CorruptSegmentException.class);
        assertThat(second.owned.knownEnds()).containsExactly(0L, 0L);
        assertThat(first.owned.knownEnds()).containsExactly(1L, 2L);
    }

    @Test
    void aRetryIsDroppedByWhomeverItMeets() throws IOException {
        ProfileBatch batch = batches.next("svc", true);
        byte[] payload = codec.encode(TENANT, batch, false);
        topic.append(payload, 0);
        TailingOwner first = owner(Duration.ZERO);
        first.cutter.flush();
        topic.append(payload, 0);

        TailingOwner late = owner(PATIENCE);

        assertThat(late.ids(TENANT, 1)).isEmpty();
        assertThat(first.ids(TENANT, 1)).isEmpty();
        late.cutter.flush();
        assertThat(chain().read().end()).isEqualTo(2);
    }

    @Test
    void theLogIsTrimmedBelowTheFloorOnly() throws IOException {
        TailingOwner owner = owner(Duration.ZERO);
        push(false);
        owner.cutter.flush();
        push(false);
        owner.cutter.flush();
        clock.advance(Duration.ofMinutes(5));
        owner.cutter.step();
        owner.cutter.trimBelowFloor();
        assertThat(topic.tail(0).start()).isZero();
        SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
        new SegmentChain("p", store, reader).raiseFloor(1, List.of());

        clock.advance(Duration.ofMinutes(5));
        owner.cutter.trimBelowFloor();

        assertThat(topic.tail(0).start()).isEqualTo(1);
    }

    @Test
    void recordsThatAreGoneBecomeAGapAndQueriesGoOn() throws IOException {
        TailingOwner owner = owner(Duration.ZERO);
        push(false);
        owner.cutter.flush();
        push(false);
        push(false);
        List<String> rest = push(false);
        topic.lose(3);
        TailingOwner late =
                new TailingOwner(
                        topic.tail(0),
                        chain(),
                        clock,
                        Duration.ZERO,
                        new HeadMemory(Long.MAX_VALUE));
        assertThatThrownBy(late.cutter::recover)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("records are lost");
        assertThat(new LostRanges(store).all()).isEmpty();

        clock.advance(Duration.ofSeconds(31));
        late.cutter.recover();

        assertThat(new LostRanges(store).all()).containsExactly(new LostRanges.Range("p", 1, 3));
        assertThat(chain().read().end()).isEqualTo(3);
        assertThat(late.ids(TENANT, 3)).containsExactlyInAnyOrderElementsOf(rest);
        late.cutter.flush();
        assertThat(chain().read().end()).isEqualTo(4);
    }

    @Test
    void recordsThatTheOtherOwnerStillHoldsAreNoGap() throws IOException {
        TailingOwner holder = owner(Duration.ZERO);
        List<String> held = push(false);
        applyAll(holder);
        topic.lose(1);
        TailingOwner late =
                new TailingOwner(
                        topic.tail(0),
                        chain(),
                        clock,
                        Duration.ZERO,
                        new HeadMemory(Long.MAX_VALUE));
        assertThatThrownBy(late.cutter::recover).hasMessageContaining("records are lost");

        assertThat(holder.ids(TENANT, 0)).containsExactlyInAnyOrderElementsOf(held);
        assertThat(holder.cutter.step()).as("cut at once").isTrue();
        clock.advance(Duration.ofSeconds(31));
        late.cutter.recover();

        assertThat(new LostRanges(store).all()).isEmpty();
        assertThat(chain().read().end()).isEqualTo(1);
    }

    @Test
    void aTopicThatWasMadeAnewIsNeitherCutNorRead() throws IOException {
        TailingOwner owner = owner(Duration.ZERO);
        push(false);
        applyAll(owner);
        owner.applier.freeze();
        topic.makeAnew("q");
        push(false);

        assertThatThrownBy(() -> owner.ids(TENANT, 0)).isInstanceOf(LogRefusedException.class);
        assertThatThrownBy(owner.cutter::flush).isInstanceOf(LogRefusedException.class);
        assertThat(owner.cutter.step()).isFalse();
        assertThat(chain().read().end()).isZero();
    }

    @Test
    void memoryStaysBoundedWhileTheStoreIsDownAndNothingIsLost() throws IOException {
        HeadMemory memory = new HeadMemory(200_000);
        TailingOwner owner = new TailingOwner(topic.tail(0), chain(), clock, Duration.ZERO, memory);
        owner.cutter.recover();
        store.setDown(true);
        List<String> pushed = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            pushed.addAll(push(false));
        }
        clock.advance(Owner.CONFIG.maxSegmentAge());
        owner.log.refresh();
        for (int i = 0; i < 1000; i++) {
            owner.cutter.step();
            if (!owner.applier.step()) {
                break;
            }
        }

        assertThat(memory.usedBytes()).isLessThan(400_000);
        assertThat(owner.applier.stalled()).contains("-ingester.max-memory-bytes");
        assertThatThrownBy(() -> owner.ids(TENANT, 0)).hasMessageContaining("wait for storage");

        store.setDown(false);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < 1000 && owner.applier.heads().applied() < topic.end(); i++) {
            clock.advance(Duration.ofSeconds(30));
            owner.cutter.step();
            owner.applier.step();
        }
        StoredStorage storage = new StoredStorage(store, List.of(TENANT));
        HistoryStorage.Found stored = storage.read();
        stored.profiles().forEach(profile -> found.add(profile.substring(2)));
        found.addAll(owner.ids(TENANT, stored.end()));
        assertThat(found).containsExactlyInAnyOrderElementsOf(pushed);
    }
}
