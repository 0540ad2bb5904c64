// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.BlockId;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Many writers, cleaners and deleters of one index, stopped at every operation of the store. Each
/// change covers one more position, so that a change that is lost or counts twice shows.
@ExtendWith(Seeded.class)
final class IndexStoreHistoryTest {

    private static final TenantId TENANT = new TenantId("acme");
    private static final String PARTITION = "p";
    private static final Instant NOW = Instant.EPOCH;
    private static final int DELAY = 150;

    /// What is true of the world, and what was answered.
    private static final class World {
        private final RandomGenerator random;
        private final Turns turns;
        private final RoughStore store;
        private final Set<Long> covered = new HashSet<>();
        private long floor;
        private long highest;
        private int unknown;

        World(RandomGenerator random, int failuresPerThousand, int longestLag) {
            this.random = random;
            this.turns = new Turns(random);
            this.store = new RoughStore(turns, random, failuresPerThousand, longestLag);
        }

        IndexStore index(ObjectStore view) {
            return new IndexStore(TENANT, view, Duration.ofNanos(DELAY), turns::step);
        }

        /// Announces a block and commits it, as a compaction does.
        void cover(IndexStore index) {
            long before = highest;
            long[] reached = new long[1];
            BlockId id = BlockId.of(NOW, random);
            try {
                index.update(old -> old.begin(List.of(id), NOW));
                index.update(old -> {
                    long start = Math.max(old.covered(PARTITION), floor);
                    reached[0] = start + 1;
                    return cover(old, id, start);
                });
            } catch (StaleIndexException e) {
                return;
            } catch (IOException e) {
                unknown++;
                return;
            }
            assertThat(covered.add(reached[0])).as("position %d", reached[0]).isTrue();
            assertThat(reached[0]).isGreaterThan(before);
            highest = Math.max(highest, reached[0]);
        }

        private TenantIndex cover(TenantIndex old, BlockId id, long start)
                throws StaleIndexException {
            SortedMap<String, BlockChange.Range> ranges = new TreeMap<>();
            ranges.put(PARTITION, new BlockChange.Range(start, start + 1, floor));
            IndexedBlock block = new IndexedBlock(id, start, start, 1, 1, 1, 1, 0, 0, false);
            return old.commit(new BlockChange(List.of(block), new TreeSet<>(), ranges), NOW);
        }

        private TenantIndex end(TenantIndex old) throws StaleIndexException {
            floor = Math.max(floor, old.covered(PARTITION));
            BlockChange nothingLeft =
                    new BlockChange(List.of(), new TreeSet<>(old.live().keySet()), new TreeMap<>());
            TenantIndex empty = old.abandon(old.pending().keySet(), NOW).commit(nothingLeft, NOW);
            return empty.forget(empty.gone().keySet()).end(Map.of(PARTITION, floor));
        }

        void read(IndexStore index) {
            long before = highest;
            try {
                long seen = index.refresh().index().covered(PARTITION);
                assertThat(Math.max(seen, floor)).isGreaterThanOrEqualTo(before);
            } catch (CorruptIndexException e) {
                throw new AssertionError(e);
            } catch (IOException e) {
                // The store is down.
            }
        }

        void clean(IndexStore index, boolean force) {
            try {
                index.clean(force);
            } catch (CorruptIndexException e) {
                throw new AssertionError(e);
            } catch (IOException e) {
                // The store is down.
            }
        }

        void deleteTenant(IndexStore index) {
            try {
                IndexStore.Version version = index.refresh();
                if (version.number() > 0 && !version.index().isEnded()) {
                    index.update(this::end);
                }
                index.remove();
            } catch (StaleIndexException e) {
                // Somebody went on.
            } catch (CorruptIndexException e) {
                throw new AssertionError(e);
            } catch (IOException e) {
                // The store is down.
            }
        }

        /// Nothing was lost, and nothing is there that was said not to be.
        void check() throws IOException {
            MemoryObjectStore objects = store.objects();
            IndexStore index =
                    new IndexStore(TENANT, objects, Duration.ofNanos(DELAY), turns::step);
            long last = Math.max(floor, index.refresh().index().covered(PARTITION));
            assertThat(last).isGreaterThanOrEqualTo(highest);
            assertThat(last).isBetween((long) covered.size(), (long) covered.size() + unknown);
        }
    }

    private static void play(
            RandomGenerator random, int failures, int lag, boolean force, boolean deletes)
            throws Throwable {
        World world = new World(random, failures, lag);
        int writers = 2 + random.nextInt(3);
        for (int i = 0; i < writers; i++) {
            world.turns.add(
                    "writer " + i,
                    self -> {
                        IndexStore index = world.index(world.store.view(self));
                        for (int n = 0; n < 12; n++) {
                            world.cover(index);
                            if (random.nextInt(8) == 0) {
                                index = world.index(world.store.view(self));
                            }
                        }
                    });
        }
        for (int i = 0; i < 2; i++) {
            world.turns.add(
                    "reader " + i,
                    self -> {
                        IndexStore index = world.index(world.store.view(self));
                        for (int n = 0; n < 15; n++) {
                            world.read(index);
                        }
                    });
            world.turns.add(
                    "cleaner " + i,
                    self -> {
                        IndexStore index = world.index(world.store.view(self));
                        for (int n = 0; n < 15; n++) {
                            if (deletes && random.nextInt(4) == 0) {
                                world.deleteTenant(index);
                            } else {
                                world.clean(index, force);
                            }
                        }
                    });
        }
        world.turns.runAll(2 * DELAY);
        world.check();
    }

    @RepeatedTest(100)
    void changesOfManyWritersCountOnce(RandomGenerator random) throws Throwable {
        play(random, 0, 0, true, false);
    }

    @RepeatedTest(100)
    void nothingIsLostWhenTheStoreFails(RandomGenerator random) throws Throwable {
        play(random, 40, 0, true, false);
    }

    @RepeatedTest(100)
    void nothingIsLostWhenListingsLag(RandomGenerator random) throws Throwable {
        play(random, 0, DELAY / 3, false, false);
    }

    @RepeatedTest(100)
    void whoSleepsThroughTheEndOfATenantChangesNothing(RandomGenerator random) throws Throwable {
        play(random, 0, 0, true, true);
    }

    @RepeatedTest(100)
    void nothingIsLostWhenAllOfItHappens(RandomGenerator random) throws Throwable {
        play(random, 20, DELAY / 3, false, true);
    }

    /// A writer that is stopped before each of its operations, while the others clean, end and
    /// begin the index anew, and then goes on.
    @Test
    void writersThatSleepAtAnyOperationChangeNothingUnseen(RandomGenerator random)
            throws Throwable {
        for (int before = 0; before < 5; before++) {
            for (int between = 0; between < 16; between++) {
                for (int operation = 0; operation < 40; operation++) {
                    sleepAt(random, before, between, operation);
                }
            }
        }
    }

    private static void sleepAt(RandomGenerator random, int before, int between, int operation)
            throws Throwable {
        World world = new World(random, 0, 0);
        Turns.Actor sleeper =
                world.turns.add(
                        "sleeper",
                        self -> {
                            IndexStore index = world.index(world.store.view(self));
                            for (int i = 0; i <= before; i++) {
                                world.cover(index);
                                world.clean(index, true);
                            }
                            world.read(index);
                        });
        Turns.Actor other =
                world.turns.add(
                        "other",
                        self -> {
                            IndexStore index = world.index(world.store.view(self));
                            for (int i = 0; i < between; i++) {
                                if (i % 6 == 5) {
                                    world.deleteTenant(index);
                                } else {
                                    world.cover(index);
                                    world.clean(index, true);
                                }
                            }
                        });
        world.turns.run(sleeper, operation);
        world.turns.run(other, Integer.MAX_VALUE);
        world.turns.run(sleeper, Integer.MAX_VALUE);
        world.check();
        assertThat(world.turns.isDone(sleeper)).isTrue();
    }
}
