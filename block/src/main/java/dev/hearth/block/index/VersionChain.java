// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.objectstore.StoreLock;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Versions of which each follows the one before it, and the newest counts. Safe for many threads
/// and processes; calls block, and those that wait for others end when they are interrupted.
///
/// What [#refresh] returns was the newest version at some moment of the call, whatever others do
/// meanwhile and however long this one slept. The proof is in `docs/formats/index-v1.md`.
final class VersionChain<T> {

    private static final int ATTEMPTS = 50;

    private final String name;
    private final ObjectStore store;
    private final IndexVersions<T> versions;
    private final Beginning<T> beginning;
    private final StoreLock lock = new StoreLock();
    private @Nullable IndexLink<T> newest;

    /// Where the chain begins.
    interface Beginning<T> {
        /// A version that was the newest, or followed by the newest, when it was read; null if
        /// there is none.
        @Nullable IndexLink<T> find() throws IOException;

        /// Whether a chain with this end counts no more.
        boolean isOver(IndexLink<T> last) throws IOException;
    }

    /// @param name for messages
    VersionChain(
            String name, ObjectStore store, IndexVersions<T> versions, Beginning<T> beginning) {
        this.name = name;
        this.store = store;
        this.versions = versions;
        this.beginning = beginning;
    }

    /// Reads what was written since the last call, and returns the newest version; null if there is
    /// none.
    @Nullable IndexLink<T> refresh() throws IOException {
        lock.lockInterruptibly();
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                IndexLink<T> from = newest == null ? beginning.find() : newest;
                if (from == null) {
                    return null;
                }
                IndexLink<T> last = versions.lastFrom(from);
                if (last != null && !beginning.isOver(last)) {
                    newest = last;
                    return last;
                }
                newest = null;
            }
        } finally {
            lock.unlock();
        }
        throw new IOException("%s changed %d times while it was read".formatted(name, ATTEMPTS));
    }

    /// As [#refresh], from nothing.
    @Nullable IndexLink<T> resynchronize() throws IOException {
        lock.lockInterruptibly();
        try {
            newest = null;
            return refresh();
        } finally {
            lock.unlock();
        }
    }

    /// Writes the next version.
    ///
    /// @param before the newest; null if there is none
    /// @param origin what the first version has in place of a seal
    /// @return the version, or null if somebody else was faster
    /// @throws StaleIndexException if others went far ahead meanwhile; then nothing was changed
    /// @throws IOException if the store fails: it may be written or not
    @Nullable IndexLink<T> append(@Nullable IndexLink<T> before, String origin, T content)
            throws IOException, StaleIndexException {
        byte[] bytes = versions.encode(before, origin, content, UUID.randomUUID().toString());
        IndexLink<T> written = versions.link(before, origin, bytes, content);
        if (!put(written.key(), bytes)) {
            return null;
        }
        confirm(written);
        remember(before, written);
        return written;
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
    private void confirm(IndexLink<T> written) throws IOException, StaleIndexException {
        if (isFollowing(written) || store.size(versions.nextKey(written)) >= 0) {
            return;
        }
        if (!versions.isThere(written.stamp())) {
            throw new IOException(
                    "object \"%s\" was put and is gone (expected to be there): the change may be written or not"
                            .formatted(written.key()));
        }
        // Were it part of the chain, the next one would be there, or this one deleted before it.
        store.delete(written.key());
        throw new StaleIndexException(
                "version %d of the %s follows none that exists".formatted(written.number(), name));
    }

    private boolean isFollowing(IndexLink<T> written) throws IOException {
        if (written.before() != null) {
            return versions.isThere(written.before());
        }
        IndexLink<T> found = beginning.find();
        return found != null && found.stamp().equals(written.stamp());
    }

    private void remember(@Nullable IndexLink<T> before, IndexLink<T> written) {
        lock.lock();
        try {
            IndexLink<T> known = newest;
            if (Objects.equals(stamp(known), stamp(before))) {
                newest = written;
            }
        } finally {
            lock.unlock();
        }
    }

    private static IndexLink.@Nullable Stamp stamp(@Nullable IndexLink<?> link) {
        return link == null ? null : link.stamp();
    }
}
