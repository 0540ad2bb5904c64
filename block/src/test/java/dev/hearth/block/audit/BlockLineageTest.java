// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.BlockFile;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockMeta;
import dev.hearth.model.TenantId;
import dev.hearth.testing.Seeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Histories of compactions that crash, race and clean, after which only the blocks are left.
@ExtendWith(Seeded.class)
final class BlockLineageTest {

    private static final TenantId TENANT = new TenantId("acme");
    private static final String PARTITION = "p";
    private static final int WINDOWS = 3;

    /// Blocks that are there, with the data in them: a position and a window is a piece of data.
    private static final class World {
        private final RandomGenerator random;
        private final Map<BlockId, BlockMeta> there = new HashMap<>();
        private final Map<BlockId, Set<String>> data = new HashMap<>();
        private final Map<BlockId, Integer> windows = new HashMap<>();
        private final Set<BlockId> live = new HashSet<>();
        private final Set<BlockId> gone = new HashSet<>();
        private final Set<BlockId> leftovers = new HashSet<>();
        private long covered;
        private long end;
        private long floor;
        private int names;

        World(RandomGenerator random) {
            this.random = random;
        }

        private BlockId name() {
            names++;
            return BlockId.of(Instant.ofEpochSecond(names), random);
        }

        private List<BlockId> make(
                List<Set<String>> outputs, List<BlockId> sources, long from, long to) {
            List<BlockId> job = new ArrayList<>();
            for (int i = 0; i < outputs.size(); i++) {
                job.add(name());
            }
            TreeMap<String, BlockMeta.Positions> positions = new TreeMap<>();
            positions.put(PARTITION, new BlockMeta.Positions(from, to));
            for (int i = 0; i < outputs.size(); i++) {
                BlockMeta.Sources made = new BlockMeta.Sources(sources, job, positions);
                there.put(
                        job.get(i),
                        new BlockMeta(
                                job.get(i),
                                TENANT,
                                "00112233445566aa",
                                1,
                                0,
                                0,
                                0,
                                0,
                                made,
                                new TreeMap<BlockFile, BlockMeta.Content>(),
                                List.of()));
                data.put(job.get(i), outputs.get(i));
            }
            return job;
        }

        /// Compacts segments. Racing compactors do the same from the same start, one wins.
        void compactSegments() {
            if (covered == end) {
                return;
            }
            for (int i = random.nextInt(2); i >= 0; i--) {
                long to = covered + 1 + random.nextLong(end - covered);
                List<Set<String>> outputs = new ArrayList<>();
                for (int window = 0; window < WINDOWS; window++) {
                    Set<String> pieces = new HashSet<>();
                    for (long at = covered; at < to; at++) {
                        pieces.add(at + "/" + window);
                    }
                    outputs.add(pieces);
                }
                List<BlockId> job = make(outputs, List.of(), covered, to);
                for (int window = 0; window < WINDOWS; window++) {
                    windows.put(job.get(window), window);
                }
                if (i > 0) {
                    crash(job);
                } else {
                    live.addAll(job);
                    covered = to;
                }
            }
        }

        /// Some of what was written is not there.
        private void crash(List<BlockId> job) {
            for (BlockId id : job) {
                if (random.nextInt(4) == 0) {
                    there.remove(id);
                } else {
                    leftovers.add(id);
                }
            }
        }

        /// Merges some blocks of a window into one or two.
        void compactBlocks() {
            int window = random.nextInt(WINDOWS);
            List<BlockId> of = new ArrayList<>();
            for (BlockId id : live) {
                if (windows.getOrDefault(id, -1) == window) {
                    of.add(id);
                }
            }
            of.sort(null);
            if (of.size() < 2) {
                return;
            }
            for (int i = random.nextInt(2); i >= 0; i--) {
                int first = random.nextInt(of.size() - 1);
                int count = 1 + random.nextInt(of.size() - first);
                List<BlockId> sources = List.copyOf(of.subList(first, first + count));
                List<Set<String>> outputs = split(sources);
                long from = Long.MAX_VALUE;
                long to = 0;
                for (BlockId source : sources) {
                    BlockMeta.Positions range = positions(source);
                    from = Math.min(from, range.start());
                    to = Math.max(to, range.end());
                }
                List<BlockId> job = make(outputs, sources, from, to);
                job.forEach(id -> windows.put(id, window));
                if (i > 0) {
                    crash(job);
                } else {
                    sources.forEach(live::remove);
                    gone.addAll(sources);
                    live.addAll(job);
                }
            }
        }

        private List<Set<String>> split(List<BlockId> sources) {
            List<Set<String>> outputs = new ArrayList<>();
            int count = 1 + random.nextInt(2);
            for (int i = 0; i < count; i++) {
                outputs.add(new HashSet<>());
            }
            for (BlockId source : sources) {
                for (String piece : data.getOrDefault(source, Set.of())) {
                    outputs.get(random.nextInt(count)).add(piece);
                }
            }
            return outputs;
        }

        private BlockMeta.Positions positions(BlockId id) {
            BlockMeta block = there.get(id);
            BlockMeta.Positions range =
                    block == null ? null : block.sources().positions().get(PARTITION);
            assertThat(range).isNotNull();
            return range == null ? new BlockMeta.Positions(0, 0) : range;
        }

        /// What a crash left goes before what was replaced, and what was replaced in order.
        void clean() {
            leftovers.forEach(there::remove);
            leftovers.clear();
            List<BlockId> some =
                    gone.stream().sorted().limit(random.nextInt(gone.size() + 1)).toList();
            some.forEach(there::remove);
            some.forEach(gone::remove);
            floor = floor + random.nextLong(covered - floor + 1);
        }

        void check() {
            Map<String, Long> floors = new HashMap<>();
            floors.put(PARTITION, floor);
            BlockLineage.Result result = new BlockLineage(there.values(), floors).resolve();
            long from = result.covered().getOrDefault(PARTITION, 0L);
            assertThat(Math.max(from, floor)).isBetween(floor, end);
            List<String> seen = new ArrayList<>();
            for (BlockId id : result.live().keySet()) {
                seen.addAll(data.getOrDefault(id, Set.of()));
            }
            for (long at = Math.max(from, floor); at < end; at++) {
                for (int window = 0; window < WINDOWS; window++) {
                    seen.add(at + "/" + window);
                }
            }
            assertThat(seen).as("notes %s", result.notes()).doesNotHaveDuplicates();
            assertThat(seen).hasSize((int) (end * WINDOWS));
        }
    }

    @RepeatedTest(300)
    void everyProfileCountsOnceWhateverWasLeft(RandomGenerator random) {
        World world = new World(random);
        int steps = random.nextInt(40);
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(5)) {
                case 0 -> world.end += random.nextInt(5);
                case 1 -> world.compactSegments();
                case 2, 3 -> world.compactBlocks();
                default -> world.clean();
            }
            world.check();
        }
    }

    private static BlockMeta block(
            int name, List<Integer> job, List<Integer> sources, long start, long end) {
        TreeMap<String, BlockMeta.Positions> positions = new TreeMap<>();
        positions.put(PARTITION, new BlockMeta.Positions(start, end));
        return new BlockMeta(
                id(name),
                TENANT,
                "00112233445566aa",
                1,
                0,
                0,
                0,
                0,
                new BlockMeta.Sources(ids(sources), ids(job), positions),
                new TreeMap<>(),
                List.of());
    }

    private static BlockId id(int name) {
        return new BlockId("01KA00000000000000000000%02d".formatted(name));
    }

    private static List<BlockId> ids(List<Integer> names) {
        return names.stream().map(BlockLineageTest::id).toList();
    }

    private static BlockLineage.Result resolve(long floor, BlockMeta... blocks) {
        Collection<BlockMeta> all = List.of(blocks);
        return new BlockLineage(all, Map.of(PARTITION, floor)).resolve();
    }

    @Test
    void aBlockWhoseSiblingExpiredStillCounts() {
        BlockLineage.Result result = resolve(10, block(1, List.of(1, 2), List.of(), 0, 10));
        assertThat(result.live()).containsOnlyKeys(id(1));
        assertThat(result.covered()).containsExactly(Map.entry(PARTITION, 10L));
        assertThat(result.notes()).hasSize(1).first().asString().contains(id(2).text());
    }

    @Test
    void ofTwoThatHoldTheSameSegmentsTheOneThatOthersFollowCounts() {
        BlockLineage.Result result =
                resolve(
                        0,
                        block(1, List.of(1), List.of(), 0, 10),
                        block(2, List.of(2), List.of(), 0, 12),
                        block(3, List.of(3), List.of(), 10, 20));
        assertThat(result.live()).containsOnlyKeys(id(1), id(3));
        assertThat(result.covered()).containsExactly(Map.entry(PARTITION, 20L));
    }

    @Test
    void aMergeWhoseSourcesAreDeletedCounts() {
        BlockLineage.Result result =
                resolve(
                        20,
                        block(3, List.of(3), List.of(1, 2), 0, 20),
                        block(4, List.of(4), List.of(2, 5), 0, 30),
                        block(5, List.of(5), List.of(), 20, 30));
        assertThat(result.live()).containsOnlyKeys(id(3), id(5));
    }
}
