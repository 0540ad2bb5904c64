// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Deletes versions of one tenant's index that nobody needs. For one thread at a time.
///
/// The newest version and the one before it stay. All others are deleted in order, each when this
/// cleaner has seen it superseded for the delay: time is measured by a clock that nobody sets, so a
/// new process waits anew.
final class VersionCleaner {

    private final TenantId tenant;
    private final ObjectStore store;
    private final long delayNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Long> superseded = new HashMap<>();

    VersionCleaner(TenantId tenant, ObjectStore store, Duration delay, LongSupplier nanoTime) {
        this.tenant = tenant;
        this.store = store;
        this.delayNanos = delay.toNanos();
        this.nanoTime = nanoTime;
    }

    /// Deletes what is due.
    ///
    /// @param names listed before the newest version was read
    /// @return versions deleted
    int clean(List<IndexKeys.Name> names, IndexLink newest, boolean force) throws IOException {
        long now = nanoTime.getAsLong();
        List<IndexKeys.Name> old =
                names.stream()
                        .filter(name -> !name.key().equals(newest.key()))
                        .filter(name -> !name.key().equals(newest.anchor().key()))
                        .toList();
        superseded.keySet().retainAll(old.stream().map(IndexKeys.Name::key).toList());
        old.forEach(name -> superseded.putIfAbsent(name.key(), now));
        int deleted = 0;
        for (IndexKeys.Name name : old) {
            long since = superseded.getOrDefault(name.key(), now);
            if (!force && now - since < delayNanos) {
                break;
            }
            store.delete(name.key());
            deleted++;
        }
        return deleted;
    }

    /// Deletes all versions of an index that has ended, the last one at last.
    void removeAll(IndexLink last) throws IOException {
        IndexLink.Stamp before = last.anchor();
        for (IndexKeys.Name name : IndexKeys.list(store, tenant)) {
            boolean isLater = name.key().equals(last.key()) || name.key().equals(before.key());
            if (!isLater && name.number() > 1) {
                store.delete(name.key());
            }
        }
        store.delete(before.key());
        store.delete(last.key());
    }

    /// Deletes what a removal left that did not come to its end.
    void removeEnded() throws IOException {
        IndexVersions versions = new IndexVersions(tenant, store);
        for (IndexKeys.Name name : IndexKeys.list(store, tenant)) {
            try {
                if (name.number() > 1 && versions.isEnded(name)) {
                    store.delete(name.key());
                }
            } catch (NoSuchObjectException e) {
                // Deleted meanwhile.
            }
        }
    }
}
