// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.IOException;
import java.util.List;

/// A store to be listed, which counts what it is asked. For one thread.
final class CountedListings implements ObjectStore {

    private final ObjectStore store;
    private int listings;
    private int keys;

    CountedListings(ObjectStore store) {
        this.store = store;
    }

    int listings() {
        return listings;
    }

    /// Keys given.
    int keys() {
        return keys;
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        List<String> found = store.list(prefix, after, limit);
        listings++;
        keys += found.size();
        return found;
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
    public void delete(String key) throws IOException {
        store.delete(key);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
