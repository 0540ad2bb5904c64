// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import static dev.hearth.block.index.Indexes.LATER;
import static dev.hearth.block.index.Indexes.NOW;
import static dev.hearth.block.index.Indexes.TENANT;
import static dev.hearth.block.index.Indexes.block;
import static dev.hearth.block.index.Indexes.deletion;
import static dev.hearth.block.index.Indexes.id;
import static dev.hearth.block.index.Indexes.ofBlocks;
import static dev.hearth.block.index.Indexes.ofSegments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.block.BlockId;
import dev.hearth.model.Labels;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.Repeats;
import dev.hearth.query.TimeRanges;
import dev.hearth.testing.Seeded;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class TenantIndexTest {

    private final TenantIndex begun = begun();

    private static TenantIndex begun() {
        try {
            return TenantIndex.empty(TENANT).begin(List.of(id(1), id(2), id(3)), NOW);
        } catch (StaleIndexException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertStale(ThrowingCallable change, String message) {
        assertThatExceptionOfType(StaleIndexException.class)
                .isThrownBy(change)
                .withMessageContaining(message);
    }

    @Test
    void aBlockIsPendingThenLiveThenGoneThenForgotten() throws StaleIndexException {
        assertThat(begun.pending()).containsOnlyKeys(id(1), id(2), id(3));
        TenantIndex live = begun.commit(ofSegments(0, 50, block(1, 5, 9, 0)), NOW);
        assertThat(live.live()).containsOnlyKeys(id(1));
        assertThat(live.covered("p")).isEqualTo(50);
        TenantIndex replaced = live.commit(ofBlocks(List.of(id(1)), block(2, 5, 9, 0)), LATER);
        assertThat(replaced.live()).containsOnlyKeys(id(2));
        assertThat(replaced.gone()).containsExactly(Map.entry(id(1), LATER));
        assertThat(replaced.forget(List.of(id(1))).gone()).isEmpty();
    }

    @Test
    void aBlockThatWasAbandonedCannotBeCommitted() {
        TenantIndex abandoned = begun.abandon(List.of(id(1), id(9)), LATER);
        assertThat(abandoned.gone()).containsExactly(Map.entry(id(1), LATER));
        assertStale(
                () -> abandoned.commit(ofSegments(0, 50, block(1, 5, 9, 0)), LATER),
                "is not pending any more");
    }

    @Test
    void aBlockIsReplacedOnce() throws StaleIndexException {
        TenantIndex index =
                begun.commit(ofSegments(0, 50, block(1, 5, 9, 0)), NOW)
                        .commit(ofBlocks(List.of(id(1)), block(2, 5, 9, 0)), NOW);
        assertStale(
                () -> index.commit(ofBlocks(List.of(id(1)), block(3, 5, 9, 0)), NOW),
                "is not live any more");
    }

    @Test
    void aNameIsUsedOnce() {
        assertStale(() -> begun.begin(List.of(id(2)), NOW), "expected a new one");
        assertStale(() -> begun.begin(List.of(id(8), id(8)), NOW), "expected a new one");
    }

    @Test
    void rangesFollowWhatIsCoveredOrTheFloor() throws StaleIndexException {
        TenantIndex index = begun.commit(ofSegments(0, 50), NOW);
        assertStale(() -> index.commit(ofSegments(0, 60), NOW), "expected from 50");
        assertStale(() -> index.commit(ofSegments(51, 60), NOW), "expected from 50");
        SortedMap<String, BlockChange.Range> ranges = new TreeMap<>();
        ranges.put("p", new BlockChange.Range(70, 80, 70));
        BlockChange fromFloor = new BlockChange(List.of(), new TreeSet<>(), ranges);
        assertThat(index.commit(fromFloor, NOW).covered("p")).isEqualTo(80);
    }

    @Test
    void aBlockThatWasNotLookedThroughForCopiesStopsACommit() throws StaleIndexException {
        long hour = Repeats.SLACK_NANOS;
        IndexedBlock unmarked = block(2, 5, 9, 0);
        IndexedBlock marked = block(1, 5, 9, 0);
        assertThat(List.of(unmarked.marked(), marked.marked())).containsExactly(0L, 1L);
        TenantIndex two = begun.commit(ofSegments(0, 40, unmarked), NOW);
        TenantIndex one = begun.commit(ofSegments(0, 40, marked), NOW);

        assertStale(
                () -> two.commit(searched(Set.of(), 1, 9 + hour, 9 + hour), NOW),
                "became live meanwhile");
        two.commit(searched(Set.of(id(2)), 1, 9 + hour, 9 + hour), NOW);
        two.commit(searched(Set.of(), 0, 9, 9), NOW);
        two.commit(searched(Set.of(), 1, 10 + hour, 10 + hour), NOW);
        assertStale(() -> one.commit(searched(Set.of(), 0, 9, 9), NOW), "became live meanwhile");
        one.commit(searched(Set.of(id(1)), 0, 9, 9), NOW);
    }

    private static BlockChange searched(Set<BlockId> blocks, long marked, long min, long max) {
        SortedMap<String, BlockChange.Range> ranges = new TreeMap<>();
        ranges.put("q", new BlockChange.Range(0, 10, 0));
        CopySearch search = new CopySearch(blocks, marked, min, max);
        return new BlockChange(List.of(), new TreeSet<>(), ranges, search);
    }

    @Test
    void aDeletionThatCameMeanwhileStopsACommitOfWhatItHitsInPart() throws StaleIndexException {
        TenantIndex index = begun.delete(deletion(7, "{}", 0, 100, 40));
        assertStale(
                () -> index.commit(ofSegments(0, 50, block(1, 5, 9, 0)), NOW), "deletion 1 hits");
        TenantIndex below = index.commit(ofSegments(0, 40, block(1, 5, 9, 0)), NOW);
        assertThat(below.deletionsOf(block(1, 5, 9, 0))).hasSize(1);
        TenantIndex applied = index.commit(ofSegments(0, 50, block(1, 5, 9, 1)), NOW);
        assertThat(applied.deletionsOf(block(1, 5, 9, 1))).isEmpty();
    }

    @Test
    void aDeletionReachesAtLeastAsFarAsWhatIsCoveredAndEarlierOnes() throws StaleIndexException {
        TenantIndex index = begun.commit(ofSegments(0, 50), NOW);
        assertStale(() -> index.delete(deletion(7, "{}", 0, 1, 49)), "as what is covered does");
        TenantIndex two = index.delete(deletion(7, "{}", 0, 1, 60));
        assertStale(() -> two.delete(deletion(8, "{}", 0, 1, 59)), "as deletion 1 does");
        assertThat(two.delete(deletion(8, "{}", 0, 1, 60)).deletions()).containsOnlyKeys(1L, 2L);
    }

    @Test
    void aDeletionIsFinishedWhenNoLiveBlockAndNoSegmentHoldsIt() throws StaleIndexException {
        TenantIndex index =
                begun.commit(ofSegments(0, 40, block(1, 5, 9, 0)), NOW)
                        .delete(deletion(7, "{}", 9, 20, 60));
        assertStale(() -> index.finish(1, Map.of("p", 60L), NOW), "is not applied");
        TenantIndex rewritten = index.commit(ofBlocks(List.of(id(1)), block(2, 5, 8, 1)), NOW);
        assertStale(() -> rewritten.finish(1, Map.of("p", 59L), NOW), "is not applied");
        TenantIndex done = rewritten.finish(1, Map.of("p", 60L), LATER);
        assertThat(done.deletions().values()).allMatch(d -> LATER.equals(d.finishedAt()));
        assertThat(done.forgetDeletions(List.of(1L)).deletions()).isEmpty();
        assertThat(done.forgetDeletions(List.of(1L)).nextDeletion()).isEqualTo(2);
        assertStale(() -> index.forgetDeletions(List.of(1L)), "is not finished");
    }

    @Test
    void aBlockThatADeletionPassesOverNeedNotBeRewritten() throws StaleIndexException {
        TenantIndex index =
                begun.commit(ofSegments(0, 40, block(1, 5, 9, 0)), NOW)
                        .delete(deletion(7, "{}", 5, 9, 40))
                        .passOver(List.of(id(1)), 1);
        assertThat(index.finish(1, Map.of(), NOW).deletions().values())
                .allMatch(Deletion::isFinished);
        assertThat(index.passOver(List.of(id(1)), 0).live().values())
                .allMatch(block -> block.deletionsApplied() == 1);
    }

    @Test
    void nothingMayBeLeftAtTheEndOfATenant() throws StaleIndexException {
        TenantIndex index = begun.commit(ofSegments(0, 40, block(1, 5, 9, 0)), NOW);
        Map<String, Long> floors = Map.of("p", 40L);
        assertStale(() -> index.end(floors), "index names 3 blocks");
        TenantIndex empty =
                index.commit(ofBlocks(List.of(id(1))), NOW)
                        .abandon(List.of(id(2), id(3)), NOW)
                        .forget(List.of(id(1), id(2), id(3)));
        assertStale(() -> empty.end(Map.of("p", 39L)), "expected 40 or more");
        assertStale(() -> empty.delete(deletion(7, "{}", 1, 2, 50)).end(floors), "not finished");
        assertThat(empty.end(floors).isEnded()).isTrue();
    }

    @Test
    void deletionsHideBlocksAndSegmentsBelowThem() throws StaleIndexException {
        TenantIndex index =
                begun.commit(ofSegments(0, 40, block(1, 5, 9, 0), block(2, 50, 60, 0)), NOW)
                        .delete(deletion(7, "{service_name=\"api\", pod=~\"a|b\"}", 0, 20, 80));
        DeletedTimes hidden = new DeletedTimes(index);
        Labels hit = Labels.of("service_name", "api", "pod", "b");
        Labels other = Labels.of("service_name", "api", "pod", "c");
        assertThat(hidden.ofBlock(block(1, 5, 9, 0)).of(hit)).isEqualTo(TimeRanges.of(0, 20));
        assertThat(hidden.ofBlock(block(1, 5, 9, 0)).of(other)).isEqualTo(TimeRanges.NONE);
        assertThat(hidden.ofBlock(block(2, 50, 60, 0))).isSameAs(HiddenTimes.NOTHING);
        assertThat(hidden.ofBlock(block(1, 5, 9, 1))).isSameAs(HiddenTimes.NOTHING);
        assertThat(hidden.ofSegment("p", 40, 80).of(hit)).isEqualTo(TimeRanges.of(0, 20));
        assertThat(hidden.ofSegment("p", 80, 90)).isSameAs(HiddenTimes.NOTHING);
        assertThat(hidden.ofSegment("q", 0, 90)).isSameAs(HiddenTimes.NOTHING);
    }

    @Test
    void aDeletionSaysWhatIsWrongWithIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deletion(1, "{a=", 0, 1, 0))
                .withMessageContaining("selector '{a='");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deletion(1, "{a=~\"(\"}", 0, 1, 0))
                .withMessageContaining("(");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deletion(1, "{}", 2, 1, 0))
                .withMessageContaining("end is 1 ns");
    }

    /// Random changes, most of which fit; what does not is refused and changes nothing.
    @RepeatedTest(50)
    void randomChangesKeepWhatIsAlwaysTrue(RandomGenerator random) {
        TenantIndex index = TenantIndex.empty(TENANT);
        Map<BlockId, Long> ends = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            try {
                TenantIndex next = change(random, index, i, ends);
                assertFollows(index, next);
                index = next;
            } catch (StaleIndexException e) {
                continue;
            }
            for (IndexedBlock block : index.live().values()) {
                for (Deletion deletion : index.deletionsOf(block)) {
                    assertThat(ends.get(block.id())).isLessThanOrEqualTo(deletion.position("p"));
                }
            }
        }
    }

    private static TenantIndex change(
            RandomGenerator random, TenantIndex index, int i, Map<BlockId, Long> ends)
            throws StaleIndexException {
        long covered = index.covered("p");
        long applied = Math.max(0, index.lastDeletion() - random.nextInt(2));
        IndexedBlock block =
                new IndexedBlock(
                        pick(random, index.pending().keySet()),
                        1,
                        100,
                        1,
                        1,
                        1,
                        1,
                        0,
                        applied,
                        false);
        BlockId old = pick(random, index.live().keySet());
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> index.begin(List.of(id(i)), NOW);
            case 3 -> {
                long end = covered + 1 + random.nextInt(20);
                TenantIndex next = index.commit(ofSegments(covered, end, block), NOW);
                ends.put(block.id(), end);
                yield next;
            }
            case 4 -> {
                TenantIndex next = index.commit(ofBlocks(List.of(old), block), NOW);
                ends.put(block.id(), ends.getOrDefault(old, 0L));
                yield next;
            }
            case 5 -> index.delete(deletion(i, "{}", 1, 10, covered + random.nextInt(30)));
            case 6 -> index.finish(1 + random.nextInt(20), Map.of(), NOW);
            default -> index.abandon(List.of(block.id()), NOW).forget(index.gone().keySet());
        };
    }

    private static BlockId pick(RandomGenerator random, Collection<BlockId> from) {
        List<BlockId> ids = new ArrayList<>(from);
        return ids.isEmpty() ? id(100_000) : ids.get(random.nextInt(ids.size()));
    }

    private static void assertFollows(TenantIndex before, TenantIndex after) {
        assertThat(after.covered("p")).isGreaterThanOrEqualTo(before.covered("p"));
        assertThat(after.nextDeletion()).isGreaterThanOrEqualTo(before.nextDeletion());
        assertThat(Collections.disjoint(after.live().keySet(), after.pending().keySet())).isTrue();
        assertThat(Collections.disjoint(after.live().keySet(), after.gone().keySet())).isTrue();
        assertThat(Collections.disjoint(before.gone().keySet(), after.live().keySet())).isTrue();
        for (BlockId live : after.live().keySet()) {
            assertThat(before.live().containsKey(live) || before.pending().containsKey(live))
                    .isTrue();
        }
    }
}
