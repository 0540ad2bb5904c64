// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.symbolizer.table.CorruptTableException;
import dev.hearth.symbolizer.table.SymbolTable;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tables of symbols, kept in memory as long as there is room, those used last the longest.
///
/// What a tenant has is asked of the store at most every ten seconds, so a file that another
/// process took is used after that time at the latest. Safe for many threads.
public final class SymbolTables {

    private static final Logger LOG = LoggerFactory.getLogger(SymbolTables.class);
    private static final long LISTING_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MAX_TENANTS = 10_000;

    private record Key(TenantId tenant, BuildId id) {}

    private record Listing(Set<BuildId> ids, long nanoTime) {}

    /// How the cache does.
    ///
    /// @param hits tables that were in it
    /// @param misses tables that were read
    /// @param evictions tables that made room for others
    /// @param bytes bytes in it
    /// @param maxBytes bytes that may be in it
    public record Stats(long hits, long misses, long evictions, long bytes, long maxBytes) {}

    private final ObjectStore store;
    private final long maxBytes;
    private final LongSupplier nanoTime;

    /// Held for the maps and counts alone, never over I/O.
    private final ReentrantLock lock = new ReentrantLock();

    /// Held while a table is read, so that only one more than the cache holds is in memory.
    private final ReentrantLock reading = new ReentrantLock();

    private final LinkedHashMap<TenantId, Listing> listings = new LinkedHashMap<>(16, 0.75f, true);
    private final LinkedHashMap<Key, SymbolTable> tables = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long hits;
    private long misses;
    private long evictions;

    /// @param maxBytes bytes of tables that are kept
    /// @param nanoTime a clock such as [System#nanoTime]
    public SymbolTables(ObjectStore store, long maxBytes, LongSupplier nanoTime) {
        this.store = store;
        this.maxBytes = maxBytes;
        this.nanoTime = nanoTime;
    }

    /// The build ids that a tenant has files of.
    Set<BuildId> ids(TenantId tenant) throws IOException {
        lock.lock();
        try {
            Listing listing = listings.get(tenant);
            if (listing != null && nanoTime.getAsLong() - listing.nanoTime() < LISTING_NANOS) {
                return listing.ids();
            }
        } finally {
            lock.unlock();
        }
        long now = nanoTime.getAsLong();
        Set<BuildId> ids = Set.copyOf(new DebuginfoKeys(tenant).complete(store));
        lock.lock();
        try {
            listings.put(tenant, new Listing(ids, now));
            if (listings.size() > MAX_TENANTS) {
                listings.pollFirstEntry();
            }
            forget(tenant, ids);
        } finally {
            lock.unlock();
        }
        return ids;
    }

    /// Lets go of tables that the tenant has no more.
    private void forget(TenantId tenant, Set<BuildId> left) {
        Iterator<Map.Entry<Key, SymbolTable>> entries = tables.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<Key, SymbolTable> entry = entries.next();
            Key key = entry.getKey();
            if (key.tenant().equals(tenant) && !left.contains(key.id())) {
                bytes -= entry.getValue().bytes().length;
                entries.remove();
            }
        }
    }

    /// Forgets what is known of a tenant: its files have changed.
    void changed(TenantId tenant) {
        lock.lock();
        try {
            listings.remove(tenant);
            forget(tenant, Set.of());
        } finally {
            lock.unlock();
        }
    }

    /// The table of a file, null if there is none that can be used.
    @Nullable SymbolTable table(TenantId tenant, BuildId id) throws IOException {
        Key key = new Key(tenant, id);
        SymbolTable known = known(key);
        if (known != null) {
            return known;
        }
        reading.lock();
        try {
            known = known(key);
            return known != null ? known : read(key);
        } finally {
            reading.unlock();
        }
    }

    private @Nullable SymbolTable known(Key key) {
        lock.lock();
        try {
            SymbolTable known = tables.get(key);
            hits += known == null ? 0 : 1;
            return known;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable SymbolTable read(Key key) throws IOException {
        String object = new DebuginfoKeys(key.tenant()).table(key.id());
        SymbolTable table;
        try {
            table = SymbolTable.open(store.get(object));
        } catch (NoSuchObjectException _) {
            return null;
        } catch (CorruptTableException e) {
            LOG.error("object \"{}\" is not used: {}", object, e.getMessage());
            return null;
        }
        lock.lock();
        try {
            misses++;
            if (table.bytes().length <= maxBytes) {
                SymbolTable before = tables.put(key, table);
                bytes += table.bytes().length - (before == null ? 0 : before.bytes().length);
            }
            while (bytes > maxBytes) {
                bytes -= tables.pollFirstEntry().getValue().bytes().length;
                evictions++;
            }
        } finally {
            lock.unlock();
        }
        return table;
    }

    /// How the cache does.
    public Stats stats() {
        lock.lock();
        try {
            return new Stats(hits, misses, evictions, bytes, maxBytes);
        } finally {
            lock.unlock();
        }
    }
}
