// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What single datasets answered to single questions, as far as it stays right: of datasets that
/// never change ([Dataset#content]). Bounded by bytes; what was not used for longest goes first.
///
/// The key of an answer is made of the dataset, the series, the range of time cut to the dataset's,
/// what of it is hidden, and whatever else the answer depends on. So an answer holds for every
/// question whose range covers the dataset, and neither compaction nor deletion makes it wrong: the
/// one makes other datasets, the other changes what is hidden.
///
/// Safe for many threads.
public final class ResultCache {

    /// Bytes that an entry takes beside its answer.
    private static final long ENTRY_BYTES = 128;

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Key, PartialAnswer> entries = new LinkedHashMap<>(64, 0.75f, true);
    private long weightBytes;
    private long hits;
    private long misses;
    private long evictions;

    /// A question to a dataset.
    ///
    /// @param high one half of a [Fingerprint]
    /// @param low the other
    record Key(long high, long low) {}

    /// What the cache did and holds.
    ///
    /// @param hits answers that were there
    /// @param misses answers that had to be worked out
    /// @param evictions answers that went to make room
    /// @param entries answers held
    /// @param weightBytes bytes held, estimated
    /// @param maxBytes bytes that may be held
    public record Stats(
            long hits, long misses, long evictions, int entries, long weightBytes, long maxBytes) {}

    /// An empty cache.
    ///
    /// @param maxBytes bytes that the answers may take together, estimated; 0 keeps none
    public ResultCache(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException(
                    "cache has %d bytes (expected 0 or more)".formatted(maxBytes));
        }
        this.maxBytes = maxBytes;
    }

    /// What the cache did since it was made, and holds now.
    public Stats stats() {
        lock.lock();
        try {
            return new Stats(hits, misses, evictions, entries.size(), weightBytes, maxBytes);
        } finally {
            lock.unlock();
        }
    }

    /// Whether there is no room for any answer.
    boolean keepsNothing() {
        return maxBytes <= ENTRY_BYTES;
    }

    <V extends PartialAnswer> @Nullable V find(Key key, Class<V> type) {
        lock.lock();
        try {
            PartialAnswer found = entries.get(key);
            if (found == null) {
                misses++;
                return null;
            }
            hits++;
            return type.cast(found);
        } finally {
            lock.unlock();
        }
    }

    void keep(Key key, PartialAnswer answer) {
        long weight = answer.weightBytes() + ENTRY_BYTES;
        if (weight > maxBytes) {
            return;
        }
        lock.lock();
        try {
            PartialAnswer before = entries.put(key, answer);
            weightBytes += weight;
            if (before != null) {
                weightBytes -= before.weightBytes() + ENTRY_BYTES;
            }
            Iterator<PartialAnswer> oldest = entries.values().iterator();
            while (weightBytes > maxBytes) {
                weightBytes -= oldest.next().weightBytes() + ENTRY_BYTES;
                oldest.remove();
                evictions++;
            }
        } finally {
            lock.unlock();
        }
    }
}
