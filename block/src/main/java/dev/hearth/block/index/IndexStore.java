// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/// The versions of one tenant's index in an object store. Safe for many threads and processes.
public final class IndexStore {

    private static final int DIGITS = 20;
    private static final int LIST_LIMIT = 1000;
    private static final int ATTEMPTS = 20;

    private final TenantId tenant;
    private final ObjectStore store;
    private final IndexJson json = new IndexJson();
    private final ReentrantLock lock = new ReentrantLock();
    private Version newest;

    /// Reads nothing yet.
    ///
    /// @param store the caller closes it
    public IndexStore(TenantId tenant, ObjectStore store) {
        this.tenant = tenant;
        this.store = store;
        this.newest = new Version(0, TenantIndex.empty(tenant));
    }

    /// An index with its number.
    ///
    /// @param number 0 if there is none in the store
    public record Version(long number, TenantIndex index) {}

    /// A change of the index.
    @FunctionalInterface
    public interface Change {
        /// Returns the index as it should be.
        ///
        /// @throws StaleIndexException if it does not fit any more
        TenantIndex apply(TenantIndex index) throws StaleIndexException;
    }

    /// Key of a version.
    public static String key(TenantId tenant, long number) {
        return prefix(tenant) + "%020d".formatted(number);
    }

    private static String prefix(TenantId tenant) {
        return "tenants/" + tenant.value() + "/index/";
    }

    /// Reads what was written since the last call, and returns the newest version.
    ///
    /// @throws CorruptIndexException if it is damaged
    /// @throws IOException if the store fails
    public Version refresh() throws IOException {
        lock.lock();
        try {
            if (newest.number() == 0) {
                newest = latestListed();
            }
            follow();
            return newest;
        } finally {
            lock.unlock();
        }
    }

    /// Forgets what was read and begins at a listing: for whoever met an object of the newest
    /// version that does not exist.
    public Version resynchronize() throws IOException {
        lock.lock();
        try {
            Version listed = latestListed();
            if (listed.number() > newest.number()) {
                newest = listed;
            }
            follow();
            return newest;
        } finally {
            lock.unlock();
        }
    }

    /// Applies a change to the newest version and writes the result as the next.
    ///
    /// @return the version that holds the change
    /// @throws StaleIndexException if the change does not fit
    /// @throws IOException if the store fails: the change may be written or not
    public Version update(Change change) throws IOException, StaleIndexException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Version before = refresh();
            TenantIndex after = change.apply(before.index());
            byte[] bytes = json.encode(after, UUID.randomUUID().toString());
            if (write(before.number() + 1, bytes)) {
                Version written = new Version(before.number() + 1, after);
                remember(written);
                return written;
            }
        }
        throw new IOException(
                "index of tenant \"%s\" was changed by others %d times in a row"
                        .formatted(tenant, ATTEMPTS));
    }

    /// Whether this writer's bytes stand under a number. An answer that was lost is asked for once
    /// more.
    private boolean write(long number, byte[] bytes) throws IOException {
        String key = key(tenant, number);
        try {
            return store.putIfAbsent(key, bytes);
        } catch (NoSuchObjectException e) {
            throw e;
        } catch (IOException e) {
            try {
                return Arrays.equals(store.get(key), bytes);
            } catch (IOException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }

    private void remember(Version version) {
        lock.lock();
        try {
            if (version.number() > newest.number()) {
                newest = version;
            }
        } finally {
            lock.unlock();
        }
    }

    private Version latestListed() throws IOException {
        long latest = 0;
        String after = "";
        List<String> keys = store.list(prefix(tenant), after, LIST_LIMIT);
        while (!keys.isEmpty()) {
            for (String key : keys) {
                latest = Math.max(latest, number(key));
            }
            after = keys.getLast();
            keys = keys.size() < LIST_LIMIT ? List.of() : store.list(prefix(tenant), after, 1000);
        }
        return latest == 0 ? new Version(0, TenantIndex.empty(tenant)) : read(latest);
    }

    private void follow() throws IOException {
        try {
            while (true) {
                newest = read(newest.number() + 1);
            }
        } catch (NoSuchObjectException e) {
            // The one read last is the newest.
        }
    }

    private Version read(long number) throws IOException {
        String key = key(tenant, number);
        return new Version(number, json.decode(key, tenant, store.get(key)));
    }

    private static long number(String key) {
        String digits = key.substring(key.lastIndexOf('/') + 1);
        boolean isNumber = digits.length() == DIGITS;
        for (int i = 0; i < digits.length() && isNumber; i++) {
            isNumber = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        try {
            return isNumber ? Long.parseLong(digits) : 0;
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
