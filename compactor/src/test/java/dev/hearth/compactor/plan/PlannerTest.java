// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.testing.Seeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class PlannerTest {

    private static final long HOUR = 3_600_000_000_000L;
    private static final long DAY = 24 * HOUR;
    private static final long NOW = 20_000 * DAY + 10 * HOUR;
    private static final PlanLimits LIMITS =
            new PlanLimits(List.of(HOUR, DAY), HOUR / 2, 10, 8, 1000, 1000);

    private final RandomGenerator names = new SplittableRandom(1);
    private final Planner planner = new Planner(LIMITS);

    @Test
    void refusesRangesThatDoNotDivideEachOther() {
        assertThatThrownBy(() -> new PlanLimits(List.of(HOUR, HOUR + 1), 1, 1, 8, 1, 1))
                .hasMessageContaining("expected each to be a multiple of the one before");
        assertThatThrownBy(() -> new PlanLimits(List.of(), 1, 1, 8, 1, 1))
                .hasMessageContaining("expected at least 1");
    }

    @Test
    void segmentsWaitUntilTheyAreOldOrMany() {
        Waiting young = waiting("p", 0, 30, piece("p", 0, 10, 1), piece("p", 20, 30, 0));

        assertThat(planner.next(state(List.of(), List.of(young), List.of()), false)).isNull();
        assertThat(planner.next(state(List.of(), List.of(young), List.of()), true))
                .isEqualTo(
                        new Job.Segments(
                                young.pieces(),
                                new java.util.TreeMap<>(
                                        Map.of("p", new BlockMeta.Positions(0, 30)))));
        Waiting old = waiting("p", 0, 10, piece("p", 0, 10, HOUR / 2));
        assertThat(planner.next(state(List.of(), List.of(old), List.of()), false)).isNotNull();
    }

    @Test
    void aDeletionDoesNotLetSegmentsWait() {
        Waiting foreign = waiting("p", 5, 30);
        DueDeletion deletion = new DueDeletion(1, false, 0, DAY, Map.of("p", 20L));

        assertThat(planner.next(state(List.of(), List.of(foreign), List.of(deletion)), false))
                .isEqualTo(
                        new Job.Segments(
                                List.of(),
                                new java.util.TreeMap<>(
                                        Map.of("p", new BlockMeta.Positions(5, 30)))));
        DueDeletion done = new DueDeletion(1, false, 0, DAY, Map.of("p", 5L));
        assertThat(planner.next(state(List.of(), List.of(foreign), List.of(done)), false)).isNull();
    }

    @Test
    void whatIsDeletedAsAWholeIsNotRead() {
        IndexedBlock before = block(NOW - DAY, NOW - DAY + 5, 10, 1);
        IndexedBlock after = block(NOW - DAY, NOW - DAY + 5, 10, 2);
        DueDeletion deletion = new DueDeletion(2, true, Long.MIN_VALUE, Long.MAX_VALUE, Map.of());

        assertThat(planner.next(state(List.of(before, after), List.of(), List.of(deletion)), false))
                .isEqualTo(new Job.Drop(List.of(before.id())));
    }

    @Test
    void aBlockWithDeletedDataIsRewrittenOnce() {
        IndexedBlock before = block(NOW - DAY, NOW - DAY + 5, 900, 1);
        DueDeletion deletion = new DueDeletion(2, false, NOW - DAY + 5, NOW, Map.of());
        DueDeletion elsewhere = new DueDeletion(3, false, NOW, NOW, Map.of());

        assertThat(
                        planner.next(
                                state(List.of(before), List.of(), List.of(elsewhere, deletion)),
                                false))
                .isEqualTo(new Job.ApplyDeletions(before));
        assertThat(planner.next(state(List.of(before), List.of(), List.of(elsewhere)), false))
                .isNull();
    }

    @Test
    void whatIsTooOldGoesUnreadOrIsRewrittenOnceItPays() {
        IndexedBlock dead = block(NOW - 9 * DAY, NOW - 8 * DAY, 900, 0);
        IndexedBlock partly = block(NOW - 3 * DAY, NOW, 900, 0);
        List<IndexedBlock> live = List.of(dead, partly);

        assertThat(planner.next(cut(live, NOW - 7 * DAY, NOW - DAY), false))
                .isEqualTo(new Job.Drop(List.of(dead.id())));
        assertThat(planner.next(cut(List.of(partly), NOW - 7 * DAY, NOW - DAY), false))
                .isEqualTo(new Job.ApplyRetention(partly));
        assertThat(planner.next(cut(List.of(partly), NOW - 7 * DAY, NOW - 2 * DAY), false))
                .isNull();
        assertThat(planner.next(cut(List.of(partly), NOW - 7 * DAY, NOW - 2 * DAY), true))
                .isEqualTo(new Job.ApplyRetention(partly));
    }

    @Test
    void windowsThatAreOverAreMergedTheSmallestFirst() {
        long yesterday = (NOW / DAY - 1) * DAY;
        IndexedBlock one = block(yesterday, yesterday + 5, 10, 0);
        IndexedBlock two = block(yesterday + 7, yesterday + HOUR - 1, 20, 0);
        IndexedBlock three = block(yesterday + HOUR, yesterday + HOUR, 30, 0);
        IndexedBlock recent = block(NOW - HOUR / 4, NOW, 30, 0);

        assertThat(planner.next(live(three, two, one, recent), false))
                .isEqualTo(new Job.Merge(List.of(one, two)));
        assertThat(planner.next(live(three, two, recent), false))
                .isEqualTo(new Job.Merge(List.of(two, three)));
        assertThat(planner.next(live(three, two, one, recent), true))
                .isEqualTo(new Job.Merge(List.of(one, two, three)));
        assertThat(planner.next(live(three, recent), false)).isNull();
    }

    @Test
    void aLargeBlockIsNotCopiedForALittle() {
        long yesterday = (NOW / DAY - 1) * DAY;
        IndexedBlock large = block(yesterday, yesterday + HOUR, 400, 0);
        IndexedBlock little = block(yesterday, yesterday + HOUR, 10, 0);

        assertThat(planner.next(live(large, little), false)).isNull();
        assertThat(planner.next(live(large, little), true)).isNotNull();
    }

    @Test
    void whatCannotBeReadIsLeftOutAndTheRestIsDone() {
        long yesterday = (NOW / DAY - 1) * DAY;
        IndexedBlock damaged = block(yesterday, yesterday + 5, 10, 0);
        IndexedBlock one = block(yesterday, yesterday + 5, 20, 0);
        IndexedBlock two = block(yesterday, yesterday + 5, 30, 0);
        List<IndexedBlock> live = List.of(damaged, one, two);
        DueDeletion deletion = new DueDeletion(1, false, yesterday, NOW, Map.of());
        DueDeletion all = new DueDeletion(1, true, Long.MIN_VALUE, Long.MAX_VALUE, Map.of());

        assertThat(planner.next(failed(live, List.of(deletion), damaged), false))
                .isEqualTo(new Job.ApplyDeletions(one));
        assertThat(planner.next(failed(live, List.of(), damaged), false))
                .isEqualTo(new Job.Merge(List.of(one, two)));
        assertThat(planner.next(failed(live, List.of(all), damaged), false))
                .isEqualTo(new Job.Drop(List.of(damaged.id(), one.id(), two.id())));
    }

    @Test
    void whatIsNotMergedIsStillRewritten() {
        long yesterday = (NOW / DAY - 1) * DAY;
        IndexedBlock one = block(yesterday, yesterday + 5, 20, 0);
        IndexedBlock two = block(yesterday, yesterday + 5, 30, 0);
        DueDeletion deletion = new DueDeletion(1, false, yesterday, NOW, Map.of());
        TenantState state =
                new TenantState(
                        List.of(one, two),
                        List.of(),
                        List.of(deletion),
                        Long.MIN_VALUE,
                        Long.MIN_VALUE,
                        Set.of(),
                        Set.of(one.id(), two.id()),
                        Set.of(),
                        NOW);

        assertThat(planner.next(state, true)).isEqualTo(new Job.ApplyDeletions(one));
    }

    private static TenantState failed(
            List<IndexedBlock> live, List<DueDeletion> deletions, IndexedBlock unreadable) {
        return new TenantState(
                live,
                List.of(),
                deletions,
                Long.MIN_VALUE,
                Long.MIN_VALUE,
                Set.of(unreadable.id()),
                Set.of(),
                Set.of(),
                NOW);
    }

    /// Whatever there is, the work has an end, and at the end nothing that can be merged is left.
    @RepeatedTest(100)
    void theWorkHasAnEnd(RandomGenerator random) {
        boolean force = random.nextBoolean();
        List<IndexedBlock> live = new ArrayList<>();
        for (int i = random.nextInt(60); i > 0; i--) {
            long start = NOW - random.nextLong(4 * DAY);
            long length = random.nextInt(8) == 0 ? random.nextLong(3 * DAY) : random.nextLong(HOUR);
            live.add(
                    block(
                            start,
                            start + length,
                            1 + random.nextInt(random.nextInt(4) == 0 ? 900 : 90),
                            0));
        }
        List<Waiting> waiting = new ArrayList<>(waiting(random));
        List<DueDeletion> deletions = deletions(random);
        long pieces = waiting.stream().mapToLong(each -> each.pieces().size()).sum();
        long bound = 3 * (live.size() + pieces + 10) + (long) live.size() * deletions.size();

        int jobs = 0;
        Job job = planner.next(state(live, waiting, deletions), force);
        while (job != null) {
            assertThat(jobs++).isLessThan((int) bound);
            apply(job, live, waiting, deletions.size());
            job = planner.next(state(live, waiting, deletions), force);
        }

        if (force) {
            assertThat(waiting).allMatch(each -> each.pieces().isEmpty());
            Map<Long, Integer> small = new HashMap<>();
            for (IndexedBlock block : live) {
                long day = block.minTimeNanos() / DAY;
                if (day == block.maxTimeNanos() / DAY && block.bytes() < 200) {
                    small.merge(day, 1, Integer::sum);
                }
            }
            assertThat(small.values()).allMatch(count -> count <= 1);
        }
        assertThat(live)
                .noneMatch(block ->
                        deletions.stream()
                                .anyMatch(deletion ->
                                        block.deletionsApplied() < deletion.number()
                                                && deletion.overlaps(
                                                        block.minTimeNanos(),
                                                        block.maxTimeNanos())));
    }

    /// What a runner would do.
    private void apply(Job job, List<IndexedBlock> live, List<Waiting> waiting, int deletions) {
        switch (job) {
            case Job.Drop(List<BlockId> blocks) ->
                    assertThat(live.removeIf(block -> blocks.contains(block.id()))).isTrue();
            case Job.Segments segments -> {
                for (int i = 0; i < waiting.size(); i++) {
                    waiting.set(i, rest(waiting.get(i), segments));
                }
                for (Piece piece : segments.pieces()) {
                    live.add(block(piece.minTimeNanos(), piece.maxTimeNanos(), 5, deletions));
                }
            }
            case Job.Merge(List<IndexedBlock> blocks) -> {
                assertThat(blocks).hasSizeBetween(2, LIMITS.inputs()).doesNotHaveDuplicates();
                long bytes = blocks.stream().mapToLong(IndexedBlock::bytes).sum();
                assertThat(bytes).isLessThanOrEqualTo(LIMITS.blockBytes());
                replace(live, blocks, bytes, deletions);
            }
            case Job.ApplyDeletions(IndexedBlock block) ->
                    replace(live, List.of(block), block.bytes(), deletions);
            case Job.ApplyRetention _ -> throw new AssertionError("nothing is too old");
        }
    }

    private void replace(
            List<IndexedBlock> live, List<IndexedBlock> blocks, long bytes, int deletions) {
        Set<IndexedBlock> old = new HashSet<>(blocks);
        assertThat(live).containsAll(old);
        live.removeAll(old);
        long min = blocks.stream().mapToLong(IndexedBlock::minTimeNanos).min().orElseThrow();
        long max = blocks.stream().mapToLong(IndexedBlock::maxTimeNanos).max().orElseThrow();
        live.add(block(min, max, bytes, deletions));
    }

    /// The ranges begin where the partition does, end where a segment does, and hold the pieces.
    private static Waiting rest(Waiting waiting, Job.Segments segments) {
        BlockMeta.@Nullable Positions range = segments.ranges().get(waiting.partition());
        List<Piece> taken =
                segments.pieces().stream()
                        .filter(piece -> piece.partition().equals(waiting.partition()))
                        .toList();
        if (range == null) {
            assertThat(taken).isEmpty();
            return waiting;
        }
        assertThat(range.start()).isEqualTo(waiting.start());
        assertThat(waiting.pieces().subList(0, taken.size())).isEqualTo(taken);
        assertThat(taken).allMatch(piece -> piece.end() <= range.end());
        List<Piece> rest = waiting.pieces().subList(taken.size(), waiting.pieces().size());
        assertThat(rest).allMatch(piece -> piece.start() >= range.end());
        return new Waiting(waiting.partition(), range.end(), waiting.end(), rest);
    }

    private static List<Waiting> waiting(RandomGenerator random) {
        List<Waiting> all = new ArrayList<>();
        for (int p = random.nextInt(4); p > 0; p--) {
            long at = random.nextInt(100);
            long start = at;
            List<Piece> pieces = new ArrayList<>();
            for (int i = random.nextInt(30); i > 0; i--) {
                long end = at + 1 + random.nextInt(9);
                if (random.nextBoolean()) {
                    pieces.add(piece("p" + p, at, end, random.nextLong(HOUR)));
                }
                at = end;
            }
            all.add(new Waiting("p" + p, start, at, pieces));
        }
        return all;
    }

    private static List<DueDeletion> deletions(RandomGenerator random) {
        List<DueDeletion> all = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 1; i--) {
            long start = NOW - random.nextLong(4 * DAY);
            all.add(
                    new DueDeletion(
                            all.size() + 1,
                            random.nextInt(4) == 0,
                            start,
                            start + random.nextLong(DAY),
                            Map.of("p1", random.nextLong(200), "p2", random.nextLong(200))));
        }
        return all;
    }

    private static Waiting waiting(String partition, long start, long end, Piece... pieces) {
        return new Waiting(partition, start, end, List.of(pieces));
    }

    private static Piece piece(String partition, long start, long end, long age) {
        return new Piece(
                partition, partition + "/" + start, start, end, NOW - HOUR, NOW, 5, 0, age);
    }

    private IndexedBlock block(long min, long max, long bytes, long deletions) {
        BlockId id = BlockId.of(Instant.EPOCH, names);
        return new IndexedBlock(id, min, max, 1, bytes, 1, bytes, 0, deletions, false);
    }

    private static TenantState live(IndexedBlock... blocks) {
        return state(List.of(blocks), List.of(), List.of());
    }

    private static TenantState state(
            List<IndexedBlock> live, List<Waiting> waiting, List<DueDeletion> deletions) {
        return new TenantState(
                live,
                waiting,
                deletions,
                Long.MIN_VALUE,
                Long.MIN_VALUE,
                Set.of(),
                Set.of(),
                Set.of(),
                NOW);
    }

    private static TenantState cut(List<IndexedBlock> live, long earliest, long latest) {
        return new TenantState(
                live, List.of(), List.of(), earliest, latest, Set.of(), Set.of(), Set.of(), NOW);
    }
}
