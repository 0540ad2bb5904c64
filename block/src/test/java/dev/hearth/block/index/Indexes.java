// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.block.BlockId;
import dev.hearth.model.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// Pieces of indexes.
final class Indexes {

    static final TenantId TENANT = new TenantId("acme");
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    static final Instant LATER = NOW.plusSeconds(90);

    private Indexes() {}

    static BlockId id(int number) {
        return BlockId.of(NOW.plusSeconds(number), new SplittableRandom(number));
    }

    static IndexedBlock block(int number, long minTime, long maxTime, long deletionsApplied) {
        return new IndexedBlock(
                id(number), minTime, maxTime, 1, 500, 10, 100, number % 2, deletionsApplied, false);
    }

    static BlockChange ofSegments(long start, long end, IndexedBlock... blocks) {
        SortedMap<String, BlockChange.Range> ranges = new TreeMap<>();
        ranges.put("p", new BlockChange.Range(start, end, 0));
        return new BlockChange(List.of(blocks), new TreeSet<>(), ranges);
    }

    static BlockChange ofBlocks(List<BlockId> replaced, IndexedBlock... blocks) {
        return new BlockChange(List.of(blocks), new TreeSet<>(replaced), new TreeMap<>());
    }

    static Deletion deletion(int id, String selector, long start, long end, long position) {
        return Deletion.of(id(id), selector, start, end, new TreeMap<>(Map.of("p", position)), NOW);
    }

    /// One with all that an index can hold.
    static TenantIndex full() throws StaleIndexException {
        TenantIndex index = TenantIndex.empty(TENANT).inLife("00112233445566aa");
        index = index.begin(List.of(id(1), id(2), id(3), id(4), id(5)), NOW);
        index = index.commit(ofSegments(0, 100, block(1, 10, 20, 0), block(2, 20, 30, 0)), NOW);
        index = index.delete(deletion(7, "{service_name=\"api\"}", 15, 16, 150));
        index = index.delete(Deletion.ofTenant(id(8), new TreeMap<>(Map.of("p", 200L)), NOW));
        index = index.commit(ofBlocks(List.of(id(1)), block(3, 12, 20, 2)), LATER);
        index = index.abandon(List.of(id(4)), LATER);
        index = index.passOver(List.of(id(2)), 1);
        return index.finish(1, Map.of("p", 150L), LATER);
    }
}
