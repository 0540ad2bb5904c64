// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The indexes of all tenants of an object store. Keeps those that were asked for last. Safe for
/// many threads.
public final class IndexCatalog {

    private static final int MAX_KEPT = 10_000;

    private final ObjectStore store;
    private final Duration deletionDelay;
    private final LongSupplier nanoTime;
    private final TenantLives lives;
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
        this.lives = new TenantLives(store, deletionDelay, nanoTime);
    }

    /// The index of a tenant, which need not have one.
    public IndexStore index(TenantId tenant) {
        lock.lock();
        try {
            IndexStore index =
                    kept.computeIfAbsent(
                            tenant, t -> new IndexStore(t, store, lives, deletionDelay, nanoTime));
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
        return IndexKeys.tenants(store);
    }

    /// The tenants of which it is not known whether they live, because this is not known of a
    /// tenant: with itself those that the same objects tell of. Empty if it is known.
    ///
    /// @throws IOException if the store fails
    public SortedSet<TenantId> unknownWith(TenantId tenant) throws IOException {
        if (!lives.isLost(tenant)) {
            return new TreeSet<>();
        }
        SortedSet<TenantId> together = tenants();
        together.removeIf(each -> !TenantLives.areTogether(each, tenant));
        together.add(tenant);
        return together;
    }

    /// Deletes what nobody needs of what says which tenants live, as [IndexStore#clean] does of one
    /// tenant's index.
    ///
    /// @param force deletes it at once; not for stores whose listings lag
    /// @return objects deleted
    /// @throws IOException if the store fails
    public int cleanLives(boolean force) throws IOException {
        return lives.clean(force);
    }

    /// Reads all that says which tenants live, to find damage.
    ///
    /// @param told of each key, with what is wrong with the object, or null
    /// @throws IOException if the store fails
    public void verifyLives(BiConsumer<String, @Nullable IOException> told) throws IOException {
        lives.verify(told);
    }
}
