// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The indexes of all tenants of an object store. Keeps those that were asked for last. Safe for
/// many threads.
public final class IndexCatalog {

    private static final String PREFIX = "tenants/";
    private static final int MAX_KEPT = 10_000;

    private final ObjectStore store;
    private final Duration deletionDelay;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TenantId, IndexStore> kept = new LinkedHashMap<>(16, 0.75f, true);

    /// Reads nothing yet.
    ///
    /// @param store the caller closes it
    /// @param deletionDelay how long a superseded version of an index stays: longer than any
    ///   listing lags
    /// @param nanoTime a clock that nobody sets, such as [System#nanoTime]
    public IndexCatalog(ObjectStore store, Duration deletionDelay, LongSupplier nanoTime) {
        this.store = store;
        this.deletionDelay = deletionDelay;
        this.nanoTime = nanoTime;
    }

    /// The index of a tenant, which need not have one.
    public IndexStore index(TenantId tenant) {
        lock.lock();
        try {
            IndexStore index =
                    kept.computeIfAbsent(
                            tenant, t -> new IndexStore(t, store, deletionDelay, nanoTime));
            if (kept.size() > MAX_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
            return index;
        } finally {
            lock.unlock();
        }
    }

    /// The tenants of which there is any object below `tenants/`. Goes from tenant to tenant,
    /// whatever the number of objects. A listing: it may lag.
    ///
    /// @throws IOException if the store fails
    public SortedSet<TenantId> tenants() throws IOException {
        SortedSet<TenantId> tenants = new TreeSet<>();
        String after = "";
        List<String> found = store.list(PREFIX, after, 1);
        while (!found.isEmpty()) {
            String key = found.getFirst();
            int end = key.indexOf('/', PREFIX.length());
            if (end > 0) {
                TenantId tenant = tenant(key.substring(PREFIX.length(), end));
                if (tenant != null) {
                    tenants.add(tenant);
                }
                after = key.substring(0, end) + '0'; // the character after the slash
            } else {
                after = key;
            }
            found = store.list(PREFIX, after, 1);
        }
        return tenants;
    }

    private static @Nullable TenantId tenant(String name) {
        try {
            return new TenantId(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
