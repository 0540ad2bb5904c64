// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.BlockId;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import java.util.Map;
import java.util.TreeMap;

/// Indexes as tests want them.
final class TestIndexes {

    private TestIndexes() {}

    static TenantIndex of(
            TenantId tenant, Map<String, Long> covered, Map<BlockId, IndexedBlock> live) {
        return of(tenant, covered, live, Map.of());
    }

    static TenantIndex of(
            TenantId tenant,
            Map<String, Long> covered,
            Map<BlockId, IndexedBlock> live,
            Map<Long, Deletion> deletions) {
        return new TenantIndex(
                tenant,
                "00112233445566aa",
                new TreeMap<>(covered),
                new TreeMap<>(live),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(deletions),
                deletions.size() + 1L,
                false,
                new TreeMap<>());
    }
}
