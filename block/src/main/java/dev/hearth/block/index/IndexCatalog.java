// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectFolders;
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

    private static final String PREFIX = "tenants/";
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
        SortedSet<TenantId> tenants = new TreeSet<>();
        for (String name : ObjectFolders.names(store, PREFIX)) {
            TenantId tenant = tenant(name);
            if (tenant != null) {
                tenants.add(tenant);
            }
        }
        return tenants;
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

    private static @Nullable TenantId tenant(String name) {
        try {
            return new TenantId(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
