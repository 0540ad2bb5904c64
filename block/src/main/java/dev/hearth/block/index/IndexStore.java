// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.objectstore.StoreLock;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The versions of one tenant's index in an object store. Safe for many threads and processes;
/// calls block, and those that wait for others end when they are interrupted.
///
/// What [#refresh] returns was the newest version at some moment of the call, whatever others do
/// meanwhile and however long this one slept. The proof is in `docs/formats/index-v1.md`.
public final class IndexStore {

    private static final int ATTEMPTS = 50;

    private final TenantId tenant;
    private final ObjectStore store;
    private final IndexVersions versions;
    private final VersionCleaner cleaner;
    private final LostIndex lost;
    private final StoreLock lock = new StoreLock();
    private final ReentrantLock cleaning = new ReentrantLock();
    private @Nullable IndexLink newest;

    /// Reads nothing yet.
    ///
    /// @param store the caller closes it
    /// @param deletionDelay how long a superseded version stays: longer than any listing lags
    /// @param nanoTime a clock that nobody sets, such as [System#nanoTime]
    public IndexStore(
            TenantId tenant, ObjectStore store, Duration deletionDelay, LongSupplier nanoTime) {
        this.tenant = tenant;
        this.store = store;
        this.versions = new IndexVersions(tenant, store);
        this.cleaner = new VersionCleaner(store, versions, deletionDelay, nanoTime);
        this.lost = new LostIndex(tenant, store);
    }

    /// An index with its number.
    ///
    /// @param number 0 if there is none in the store
    public record Version(long number, TenantIndex index) {}

    /// A change of the index.
    @FunctionalInterface
    public interface Change {
        /// Returns the index as it should be. Called anew when somebody else was faster.
        ///
        /// @throws StaleIndexException if it does not fit any more
        TenantIndex apply(TenantIndex index) throws StaleIndexException;
    }

    /// Whose index it is.
    public TenantId tenant() {
        return tenant;
    }

    /// Reads what was written since the last call, and returns the newest version.
    ///
    /// @throws CorruptIndexException if it is damaged or lost
    /// @throws IOException if the store fails
    public Version refresh() throws IOException {
        return version(refreshed());
    }

    /// Forgets what was read and begins at a listing.
    ///
    /// @throws CorruptIndexException if it is damaged or lost
    /// @throws IOException if the store fails
    public Version resynchronize() throws IOException {
        lock.lockInterruptibly();
        try {
            newest = null;
            return version(refreshed());
        } finally {
            lock.unlock();
        }
    }

    private Version version(@Nullable IndexLink link) {
        return link == null
                ? new Version(0, TenantIndex.empty(tenant))
                : new Version(link.number(), link.index());
    }

    private @Nullable IndexLink refreshed() throws IOException {
        lock.lockInterruptibly();
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                IndexLink from = newest == null ? located() : newest;
                if (from == null) {
                    return null;
                }
                IndexLink last = follow(from);
                // Asked last: as long as it stands, nothing behind the one that follows it was
                // deleted, and a next one that was missing was never there.
                if (versions.isThere(last.anchor())) {
                    newest = last;
                    return last;
                }
                newest = null;
            }
        } finally {
            lock.unlock();
        }
        throw new IOException(
                "index of tenant \"%s\" changed %d times while it was read"
                        .formatted(tenant, ATTEMPTS));
    }

    /// @throws CorruptIndexException if there is none, but blocks are there
    private @Nullable IndexLink located() throws IOException {
        IndexLink found = versions.locate();
        if (found == null && lost.firstBlock() != null) {
            found = versions.locate();
            String block = lost.firstBlock();
            if (found == null && block != null) {
                throw CorruptIndexException.lost(
                        IndexKeys.prefix(tenant), "there is \"%s\", but no index".formatted(block));
            }
        }
        return found;
    }

    private IndexLink follow(IndexLink from) throws IOException {
        IndexLink last = from;
        try {
            while (true) {
                last = versions.next(last);
            }
        } catch (NoSuchObjectException e) {
            return last;
        }
    }

    /// Applies a change to the newest version and writes the result as the next. A change that
    /// changes nothing writes nothing.
    ///
    /// @return the version that holds the change
    /// @throws StaleIndexException if the change does not fit, or somebody else went far ahead
    ///   while it was written; then nothing was changed
    /// @throws IOException if the store fails: the change may be written or not
    public Version update(Change change) throws IOException, StaleIndexException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            IndexLink before = refreshed();
            TenantIndex index = before == null ? TenantIndex.empty(tenant) : before.index();
            if (index.isEnded()) {
                throw new StaleIndexException(
                        "index of tenant \"%s\" has ended (expected to be deleted first)"
                                .formatted(tenant));
            }
            TenantIndex after = change.apply(index);
            if (after.equals(index)) {
                return version(before);
            }
            byte[] bytes = versions.encode(before, after, UUID.randomUUID().toString());
            if (put(versions.nextKey(before), bytes)) {
                IndexLink written = versions.link(before, bytes, after);
                confirm(written);
                remember(before, written);
                return version(written);
            }
        }
        throw new IOException(
                "index of tenant \"%s\" was changed by others %d times in a row"
                        .formatted(tenant, ATTEMPTS));
    }

    /// Whether these bytes stand under a key. An answer that was lost is asked for once more.
    private boolean put(String key, byte[] bytes) throws IOException {
        try {
            return store.putIfAbsent(key, bytes) || Arrays.equals(store.get(key), bytes);
        } catch (NoSuchObjectException e) {
            // It was taken, and is deleted already: others went ahead.
            return false;
        } catch (IOException e) {
            try {
                return Arrays.equals(store.get(key), bytes);
            } catch (IOException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }

    /// Makes sure that a version that was just put follows the one that was the newest: whoever
    /// slept before the put may have found a key free whose object was deleted long ago.
    private void confirm(IndexLink written) throws IOException, StaleIndexException {
        if (isFollowing(written) || store.size(versions.nextKey(written)) >= 0) {
            return;
        }
        if (!versions.isThere(written.stamp())) {
            throw new IOException(
                    "object \"%s\" was put and is gone (expected to be there): the change may be written or not"
                            .formatted(written.key()));
        }
        // Were it part of the chain, the next one would be there, or this one deleted before it.
        if (written.number() == 1) {
            // Its key may come back, so it is left to be cleaned: or to begin an index anew.
            throw new IOException(
                    "object \"%s\" was put, but others went on from another: the change may be written or not"
                            .formatted(written.key()));
        }
        store.delete(written.key());
        throw new StaleIndexException(
                "version %d of the index of tenant \"%s\" follows none that exists"
                        .formatted(written.number(), tenant));
    }

    private boolean isFollowing(IndexLink written) throws IOException {
        if (written.before() != null) {
            return versions.isThere(written.before());
        }
        IndexLink found = versions.locate();
        return found != null && found.stamp().equals(written.stamp());
    }

    private void remember(@Nullable IndexLink before, IndexLink written) {
        lock.lock();
        try {
            IndexLink known = newest;
            if (Objects.equals(stamp(known), stamp(before))) {
                newest = written;
            }
        } finally {
            lock.unlock();
        }
    }

    private static IndexLink.@Nullable Stamp stamp(@Nullable IndexLink link) {
        return link == null ? null : link.stamp();
    }

    /// Deletes old versions: all but the newest and the one before it, in order, each after it was
    /// seen superseded for the delay. Of a tenant without an index and without blocks it deletes
    /// what somebody put who slept while the tenant was removed, after the same delay.
    ///
    /// @param force deletes them at once; not for stores whose listings lag
    /// @return versions deleted
    /// @throws IOException if the store fails
    public int clean(boolean force) throws IOException {
        cleaning.lock();
        try {
            // Listed before the newest is read: so what is listed behind it follows nothing.
            List<IndexKeys.Name> names = IndexKeys.list(store, tenant);
            IndexLink last = refreshed();
            return last == null
                    ? cleaner.cleanStray(names, force)
                    : cleaner.clean(names, last, force);
        } finally {
            cleaning.unlock();
        }
    }

    /// Reads all versions, old ones too, to find damage.
    ///
    /// @param told of each key, with what is wrong with the version, or null
    /// @throws IOException if the store fails
    public void verifyVersions(BiConsumer<String, @Nullable IOException> told) throws IOException {
        versions.verify(told);
    }

    /// Writes an index that was made anew from what else is in the store. If there is none that can
    /// be read, what is left of it is deleted first.
    ///
    /// @param replaces number of the version that it may replace; 0 for none
    /// @throws StaleIndexException if there is another version that can be read
    /// @throws IOException if the store fails: call again
    public Version rebuild(TenantIndex index, long replaces)
            throws IOException, StaleIndexException {
        IndexLink before;
        lock.lockInterruptibly();
        try {
            newest = null;
            before = refreshed();
        } catch (CorruptIndexException e) {
            for (IndexKeys.Name name : IndexKeys.list(store, tenant)) {
                store.delete(name.key());
            }
            before = null;
        } finally {
            lock.unlock();
        }
        long found = before == null ? 0 : before.number();
        if (found != replaces && before != null) {
            throw new StaleIndexException(
                    "index of tenant \"%s\" has version %d (expected %d)"
                            .formatted(tenant, found, replaces));
        }
        byte[] bytes = versions.encode(before, index, UUID.randomUUID().toString());
        if (!put(versions.nextKey(before), bytes)) {
            throw new StaleIndexException(
                    "index of tenant \"%s\" was written by somebody else".formatted(tenant));
        }
        IndexLink written = versions.link(before, bytes, index);
        confirm(written);
        remember(before, written);
        return version(written);
    }

    /// Deletes all versions if the newest is one that [TenantIndex#end] made, or what an earlier
    /// call left. To be called when nothing else of the tenant exists.
    ///
    /// @return whether there is no index now
    /// @throws IOException if the store fails: call again
    public boolean remove() throws IOException {
        cleaning.lock();
        try {
            List<IndexKeys.Name> names = IndexKeys.list(store, tenant);
            IndexLink last = refreshed();
            if (last == null) {
                cleaner.removeStray(names);
                return true;
            }
            if (!last.index().isEnded()) {
                return false;
            }
            cleaner.removeAll(last);
            return true;
        } finally {
            cleaning.unlock();
        }
    }
}
