// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Deletes versions that nobody needs. For one thread at a time.
///
/// The newest version and the one before it stay. All others are deleted in order, each when this
/// cleaner has seen it superseded for the delay: time is measured by a clock that nobody sets, so a
/// new process waits anew.
final class VersionCleaner<T> {

    private final ObjectStore store;
    private final IndexVersions<T> versions;
    private final long delayNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Long> superseded = new HashMap<>();

    VersionCleaner(
            ObjectStore store, IndexVersions<T> versions, Duration delay, LongSupplier nanoTime) {
        this.store = store;
        this.versions = versions;
        this.delayNanos = delay.toNanos();
        this.nanoTime = nanoTime;
    }

    /// Deletes what is due.
    ///
    /// @param names listed before the newest version was read
    /// @return versions deleted
    int clean(List<IndexKeys.Name> names, IndexLink<T> newest, boolean force) throws IOException {
        List<IndexKeys.Name> old =
                names.stream()
                        .filter(name -> !name.key().equals(newest.key()))
                        .filter(name -> !name.key().equals(newest.anchor().key()))
                        .toList();
        return cleanStray(old, force);
    }

    /// Deletes versions that follow nothing: what a removal left, or what somebody put who slept.
    ///
    /// @param names listed before it was found that there is no index
    /// @return versions deleted
    int cleanStray(List<IndexKeys.Name> names, boolean force) throws IOException {
        long now = nanoTime.getAsLong();
        superseded.keySet().retainAll(names.stream().map(IndexKeys.Name::key).toList());
        names.forEach(name -> superseded.putIfAbsent(name.key(), now));
        int deleted = 0;
        for (IndexKeys.Name name : names) {
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
    void removeAll(IndexLink<T> last) throws IOException {
        for (String key : versions.chain(last)) {
            store.delete(key);
        }
    }
}
