// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.IOException;
import java.util.List;

/// The objects of another store below a prefix, as if there were no others.
public final class PrefixedObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final String prefix;

    /// @param store closed with this one
    /// @param prefix parts of a key, without a `/` at either end
    public PrefixedObjectStore(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = ObjectKeys.check(prefix) + "/";
    }

    private String key(String key) {
        return prefix + ObjectKeys.check(key);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        return store.putIfAbsent(key(key), bytes);
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        return store.putIfAbsent(key(key), content);
    }

    @Override
    public byte[] get(String key) throws IOException {
        return store.get(key(key));
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        return store.getRange(key(key), offset, length);
    }

    @Override
    public long size(String key) throws IOException {
        return store.size(key(key));
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        String from = after.isEmpty() ? "" : this.prefix + after;
        return store.list(this.prefix + prefix, from, limit).stream()
                .map(key -> key.substring(this.prefix.length()))
                .toList();
    }

    @Override
    public void delete(String key) throws IOException {
        store.delete(key(key));
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
