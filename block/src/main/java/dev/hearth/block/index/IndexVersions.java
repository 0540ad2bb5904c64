// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
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
        if (!decoded.previous().equals(name.previous())) {
            throw new CorruptIndexException(
                    name.key(),
                    "version before is %s (expected %s)"
                            .formatted(decoded.previous(), name.previous()));
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
        return json.encode(index, seal(before), writer);
    }

    /// Whether a version exists that has the same key and the same bytes.
    boolean isThere(IndexLink.Stamp stamp) throws IOException {
        int tail = SealedJson.tailLength();
        try {
            byte[] end = store.getRange(stamp.key(), stamp.length() - tail, tail);
            return SealedJson.sealOf(end).equals(stamp.seal())
                    && store.size(stamp.key()) == stamp.length();
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
    /// Null if there is none.
    ///
    /// @throws CorruptIndexException if there are versions, but none is valid
    @Nullable IndexLink locate() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<IndexKeys.Name> names = IndexKeys.list(store, tenant);
            boolean isComplete = true;
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
            try {
                return next(null);
            } catch (NoSuchObjectException e) {
                // Not a first one either.
            }
            if (isComplete) {
                checkEnded(names);
                return null;
            }
        }
        throw new IOException(
                "listing of \"%s\" names versions that are gone, and none that is valid (expected a newer one)"
                        .formatted(IndexKeys.prefix(tenant)));
    }

    /// Null if the one before it does not exist.
    private @Nullable IndexLink readValid(List<IndexKeys.Name> names, int at) throws IOException {
        IndexKeys.Name name = names.get(at);
        if (name.number() == 1) {
            return read(name, null);
        }
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

    boolean isEnded(IndexKeys.Name name) throws IOException {
        return read(name, null).index().isEnded();
    }

    /// What a deletion of the tenant left is no index; anything else is.
    private void checkEnded(List<IndexKeys.Name> names) throws IOException {
        for (IndexKeys.Name name : names) {
            try {
                if (!isEnded(name)) {
                    throw CorruptIndexException.lost(
                            IndexKeys.prefix(tenant),
                            "there is \"%s\", but not the version before it".formatted(name.key()));
                }
            } catch (NoSuchObjectException e) {
                // Deleted meanwhile.
            }
        }
    }
}
