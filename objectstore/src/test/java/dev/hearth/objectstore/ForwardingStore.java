// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.IOException;
import java.util.List;

/// Passes everything on to another store: for tests that change one thing about it.
public class ForwardingStore implements ObjectStore {

    private final ObjectStore store;

    /// @param store closed with this one
    protected ForwardingStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        return store.putIfAbsent(key, bytes);
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        return store.putIfAbsent(key, content);
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
        store.delete(key);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
