// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

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

    private final ObjectStore store;
    private final IndexVersions versions;
    private final long delayNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Long> superseded = new HashMap<>();

    VersionCleaner(
            ObjectStore store, IndexVersions versions, Duration delay, LongSupplier nanoTime) {
        this.store = store;
        this.versions = versions;
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
            // The first key is the only one that may come back: it does not as long as the chain
            // stands.
            if (IndexKeys.isFirst(name.key()) && !versions.isThere(newest.anchor())) {
                break;
            }
            store.delete(name.key());
            deleted++;
        }
        return deleted;
    }

    /// As [#removeStray], but of each version after it was seen for the delay.
    ///
    /// @param names listed before it was found that there is no index
    /// @return versions deleted
    int cleanStray(List<IndexKeys.Name> names, boolean force) throws IOException {
        long now = nanoTime.getAsLong();
        superseded.keySet().retainAll(names.stream().map(IndexKeys.Name::key).toList());
        int deleted = 0;
        for (IndexKeys.Name name : names) {
            superseded.putIfAbsent(name.key(), now);
            long since = superseded.getOrDefault(name.key(), now);
            if (name.number() > 1 && (force || now - since >= delayNanos)) {
                store.delete(name.key());
                deleted++;
            }
        }
        return deleted;
    }

    /// Deletes all versions of an index that has ended, the last one at last. What follows nothing
    /// is left to [#removeStray].
    void removeAll(IndexLink last) throws IOException {
        for (String key : versions.chain(last)) {
            // The first key is the only one that may come back: it does not before the end of
            // this chain is gone.
            if (!IndexKeys.isFirst(key) || versions.isThere(last.anchor())) {
                store.delete(key);
            }
        }
    }

    /// Deletes versions that follow nothing: what a removal left, or what somebody put who slept.
    ///
    /// @param names listed before it was found that there is no index
    void removeStray(List<IndexKeys.Name> names) throws IOException {
        for (IndexKeys.Name name : names) {
            if (name.number() > 1) {
                store.delete(name.key());
            }
        }
    }
}
