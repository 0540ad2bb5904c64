// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/// Decoded parts of segments and blocks, shared by all readers of a process: footers, symbols,
/// stacks, series, profiles, hot columns of samples. Bounded by bytes; what was not used for
/// longest goes first.
///
/// Safe for many threads. Each part is loaded once, however many ask at the same time; a failure is
/// not kept.
public final class BlockCache {

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<Key, Weighted> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Key, CompletableFuture<Weighted>> loads = new HashMap<>();
    private long weightBytes;
    private long hits;
    private long misses;
    private long evictions;

    /// An empty cache.
    ///
    /// @param maxBytes bytes that the parts may hold together, estimated
    public BlockCache(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException(
                    "cache has %d bytes (expected 0 or more)".formatted(maxBytes));
        }
        this.maxBytes = maxBytes;
    }

    /// What the cache did and holds.
    ///
    /// @param hits parts that were there, or were being loaded for another reader
    /// @param misses parts that had to be loaded
    /// @param evictions parts that went to make room
    /// @param entries parts held
    /// @param weightBytes bytes held, estimated
    /// @param maxBytes bytes that may be held
    public record Stats(
            long hits, long misses, long evictions, int entries, long weightBytes, long maxBytes) {}

    /// What the cache did since it was made, and holds now.
    public Stats stats() {
        lock.lock();
        try {
            return new Stats(hits, misses, evictions, entries.size(), weightBytes, maxBytes);
        } finally {
            lock.unlock();
        }
    }

    /// Names a part. Parts of different tenants have different keys.
    ///
    /// @param object key of the segment, or what the keys of a block's objects begin with
    /// @param tenant tenant id, empty if the part is not one tenant's
    /// @param part name of the part
    /// @param index which of several
    record Key(String object, String tenant, String part, int index) {}

    /// Something that knows its size.
    interface Weighted {

        /// Bytes held, estimated.
        long weightBytes();
    }

    /// Makes a part.
    @FunctionalInterface
    interface Loader<V> {
        V load() throws IOException;
    }

    /// Bytes that the parts may hold together.
    long maxBytes() {
        return maxBytes;
    }

    /// Whether a part is there now.
    boolean has(Key key) {
        lock.lock();
        try {
            return entries.containsKey(key);
        } finally {
            lock.unlock();
        }
    }

    /// Returns a part, loading it if need be. Blocks while it is loaded; a reader who waits for
    /// another and is interrupted fails.
    ///
    /// A load that was broken off because another reader was interrupted is made again here.
    <V extends Weighted> V get(Key key, Class<V> type, Loader<V> loader) throws IOException {
        while (true) {
            try {
                return getOrAwait(key, type, loader);
            } catch (InterruptedLoadException e) {
                Thread.onSpinWait();
            }
        }
    }

    /// Another reader was interrupted in the load that this one waited for.
    private static final class InterruptedLoadException extends IOException {

        private static final long serialVersionUID = 1;

        InterruptedLoadException(IOException cause) {
            super(cause);
        }
    }

    private <V extends Weighted> V getOrAwait(Key key, Class<V> type, Loader<V> loader)
            throws IOException {
        CompletableFuture<Weighted> load = new CompletableFuture<>();
        CompletableFuture<Weighted> other;
        lock.lock();
        try {
            Weighted entry = entries.get(key);
            if (entry != null) {
                hits++;
                return type.cast(entry);
            }
            other = loads.putIfAbsent(key, load);
            if (other == null) {
                misses++;
            } else {
                hits++;
            }
        } finally {
            lock.unlock();
        }
        return other == null ? load(key, loader, load) : type.cast(await(other));
    }

    private <V extends Weighted> V load(Key key, Loader<V> loader, CompletableFuture<Weighted> load)
            throws IOException {
        V value;
        try {
            value = loader.load();
        } catch (IOException | RuntimeException | Error e) {
            forget(key);
            load.completeExceptionally(e);
            throw e;
        }
        keep(key, value);
        load.complete(value);
        return value;
    }

    private static Weighted await(CompletableFuture<Weighted> load) throws IOException {
        try {
            return load.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("waiting for another reader was interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClosedByInterruptException interrupt) {
                throw new InterruptedLoadException(interrupt);
            }
            if (e.getCause() instanceof InterruptedIOException interrupt) {
                throw new InterruptedLoadException(interrupt);
            }
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        }
    }

    private void forget(Key key) {
        lock.lock();
        try {
            loads.remove(key);
        } finally {
            lock.unlock();
        }
    }

    private void keep(Key key, Weighted value) {
        long weight = value.weightBytes();
        lock.lock();
        try {
            loads.remove(key);
            if (weight > maxBytes) {
                return;
            }
            entries.put(key, value);
            weightBytes += weight;
            Iterator<Weighted> oldest = entries.values().iterator();
            while (weightBytes > maxBytes) {
                weightBytes -= oldest.next().weightBytes();
                oldest.remove();
                evictions++;
            }
        } finally {
            lock.unlock();
        }
    }
}
