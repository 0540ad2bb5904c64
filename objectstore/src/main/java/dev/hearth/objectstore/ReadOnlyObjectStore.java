// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.IOException;
import java.util.List;

/// Another store, of which nothing is changed: puts and deletes fail.
public final class ReadOnlyObjectStore implements ObjectStore {

    private final ObjectStore store;

    /// @param store closed with this one
    public ReadOnlyObjectStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        throw refused(key, "written");
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        throw refused(key, "written");
    }

    @Override
    public byte[] get(String key) throws IOException {
        return store.get(key);
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        return store.getRange(key, offset, length);
    }

    @Override
    public long size(String key) throws IOException {
        return store.size(key);
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        return store.list(prefix, after, limit);
    }

    @Override
    public void delete(String key) throws IOException {
        throw refused(key, "deleted");
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private static IOException refused(String key, String what) {
        return new IOException(
                "object \"%s\" was to be %s (expected only reads)".formatted(key, what));
    }
}
