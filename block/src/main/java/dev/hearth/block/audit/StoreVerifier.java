// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import dev.hearth.block.BlockKeys;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// Checks every byte of a store: segments, chains, indexes, deletions and blocks. Writes nothing.
public final class StoreVerifier {

    private final ObjectStore store;
    private final VerifyListener listener;

    /// @param store the caller closes it
    public StoreVerifier(ObjectStore store, VerifyListener listener) {
        this.store = store;
        this.listener = listener;
    }

    /// Reads everything.
    ///
    /// @return what was looked at, and how many problems there were
    /// @throws IOException if the store fails
    public VerifySummary run() throws IOException {
        VerifyProgress progress = new VerifyProgress(listener);
        IndexCatalog catalog = new IndexCatalog(store, Duration.ZERO, System::nanoTime);
        TenantVerifier tenants = new TenantVerifier(store, catalog, progress);
        catalog.verifyLives(progress::version);
        Map<TenantId, Map<String, Long>> covered = new TreeMap<>();
        for (TenantId tenant : catalog.tenants()) {
            covered.put(tenant, tenants.verify(tenant));
        }
        // After the indexes: what they cover was cut before.
        Map<String, Long> ends = new SegmentVerifier(store, progress).verifyAll();
        covered.forEach((tenant, positions) ->
                positions.forEach(
                        (partition, end) -> verifyCovered(progress, tenant, partition, end, ends)));
        return progress.summary();
    }

    private static void verifyCovered(
            VerifyProgress progress,
            TenantId tenant,
            String partition,
            long covered,
            Map<String, Long> ends) {
        long end = ends.getOrDefault(partition, 0L);
        if (covered > end) {
            progress.problem(
                    BlockKeys.tenant(tenant) + "index/",
                    "index covers partition \"%s\" up to %d (expected at most %d, the end of its segments)"
                            .formatted(partition, covered, end));
        }
    }
}
