// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Reads versions of one tenant's index. Safe for many threads.
final class IndexVersions {

    private static final int ATTEMPTS = 10;

    private final TenantId tenant;
    private final ObjectStore store;
    private final IndexJson json = new IndexJson();

    IndexVersions(TenantId tenant, ObjectStore store) {
        this.tenant = tenant;
        this.store = store;
    }

    /// The version after another.
    ///
    /// @param before null for the first one
    /// @throws NoSuchObjectException if there is none
    IndexLink next(@Nullable IndexLink before) throws IOException {
        String key = nextKey(before);
        long number = before == null ? 1 : before.number() + 1;
        IndexKeys.Name name = new IndexKeys.Name(key, number, seal(before));
        return read(name, before == null ? null : before.stamp());
    }

    String nextKey(@Nullable IndexLink before) {
        return IndexKeys.key(tenant, before == null ? 1 : before.number() + 1, seal(before));
    }

    private static String seal(@Nullable IndexLink before) {
        return before == null ? IndexKeys.NO_SEAL : before.seal();
    }

    private IndexLink read(IndexKeys.Name name, IndexLink.@Nullable Stamp before)
            throws IOException {
        return link(name, before, store.get(name.key()));
    }

    private IndexLink link(IndexKeys.Name name, IndexLink.@Nullable Stamp before, byte[] bytes)
            throws CorruptIndexException {
        IndexJson.Decoded decoded = json.decode(name.key(), tenant, bytes);
        String previous = decoded.previous();
        boolean isRight =
                name.number() == 1
                        ? previous.isEmpty()
                        : previous.startsWith("%020d-".formatted(name.number() - 1));
        if (!isRight || !decoded.seal().equals(name.previous())) {
            throw new CorruptIndexException(
                    name.key(),
                    "version before is \"%s\" with checksum %s (expected version %d with %s)"
                            .formatted(
                                    previous, decoded.seal(), name.number() - 1, name.previous()));
        }
        String seal = SealedJson.sealOf(bytes);
        return new IndexLink(
                name.number(), name.key(), seal, bytes.length, decoded.index(), before);
    }

    /// The version that bytes are, of [#encode].
    IndexLink link(@Nullable IndexLink before, byte[] bytes, TenantIndex index) {
        return new IndexLink(
                before == null ? 1 : before.number() + 1,
                nextKey(before),
                SealedJson.sealOf(bytes),
                bytes.length,
                index,
                before == null ? null : before.stamp());
    }

    byte[] encode(@Nullable IndexLink before, TenantIndex index, String writer) {
        String previous = before == null ? "" : IndexKeys.lastPart(before.key());
        return json.encode(index, previous, seal(before), writer);
    }

    /// Reads all versions that a listing names.
    ///
    /// @param told of each key, with what is wrong with the version, or null
    void verify(BiConsumer<String, @Nullable IOException> told) throws IOException {
        for (IndexKeys.Name name : IndexKeys.list(store, tenant)) {
            try {
                read(name, null);
                told.accept(name.key(), null);
            } catch (NoSuchObjectException e) {
                // Deleted meanwhile.
            } catch (IOException e) {
                told.accept(name.key(), e);
            }
        }
    }

    /// Keys of a version and of all before it that exist, the first of them first. Found by
    /// reading: a listing may lack the newest.
    List<String> chain(IndexLink last) throws IOException {
        ArrayDeque<String> keys = new ArrayDeque<>();
        String key = last.key();
        try {
            while (true) {
                String previous = json.decode(key, tenant, store.get(key)).previous();
                keys.addFirst(key);
                if (previous.isEmpty()) {
                    break;
                }
                key = IndexKeys.prefix(tenant) + previous;
            }
        } catch (NoSuchObjectException e) {
            // Deleted before.
        }
        return List.copyOf(keys);
    }

    /// Whether a version exists that has the same key and the same bytes. Its end tells: it holds
    /// the checksum, and nothing like it stands before the end of any version.
    boolean isThere(IndexLink.Stamp stamp) throws IOException {
        int tail = SealedJson.tailLength();
        try {
            byte[] end = store.getRange(stamp.key(), stamp.length() - tail, tail);
            return SealedJson.isEnd(end, stamp.seal());
        } catch (NoSuchObjectException e) {
            return false;
        } catch (IOException e) {
            if (store.size(stamp.key()) == stamp.length()) {
                throw e;
            }
            return false;
        }
    }

    /// Finds a version by listing that was the newest, or followed by the newest, when it was read.
    /// Null if there is none: versions without the one before them were put by somebody who slept,
    /// or are what a removal left.
    ///
    /// @throws CorruptIndexException if it is damaged, or the one before it
    @Nullable IndexLink locate() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // Read before the listing: it may have been put by somebody who slept, beside a chain
            // that the listing then shows.
            IndexLink first = first();
            List<IndexKeys.Name> names = IndexKeys.list(store, tenant);
            boolean isComplete =
                    first != null || names.stream().noneMatch(name -> name.number() == 1);
            for (int i = names.size() - 1; i >= 0; i--) {
                try {
                    IndexLink link = readValid(names, i);
                    if (link != null) {
                        return link;
                    }
                } catch (NoSuchObjectException e) {
                    isComplete = false;
                }
            }
            if (isComplete) {
                return first;
            }
        }
        throw new IOException(
                "listing of \"%s\" names versions that are gone, and none that is valid (expected a newer one)"
                        .formatted(IndexKeys.prefix(tenant)));
    }

    private @Nullable IndexLink first() throws IOException {
        try {
            return next(null);
        } catch (NoSuchObjectException e) {
            return null;
        }
    }

    /// Null if it is the first, or the one before it does not exist.
    private @Nullable IndexLink readValid(List<IndexKeys.Name> names, int at) throws IOException {
        IndexKeys.Name name = names.get(at);
        for (IndexKeys.Name each : names) {
            if (each.number() == name.number() - 1) {
                IndexLink before = read(each, null);
                if (before.seal().equals(name.previous())) {
                    return read(name, before.stamp());
                }
            }
        }
        return null;
    }
}
