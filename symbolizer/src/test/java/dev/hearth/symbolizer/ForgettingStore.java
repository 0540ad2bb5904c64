// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;

/// Loses all its objects just before one is put: as if somebody deleted a tenant.
final class ForgettingStore implements ObjectStore {

    private final ObjectStore store;
    private final String trigger;

    /// @param trigger how the key of that object ends
    ForgettingStore(ObjectStore store, String trigger) {
        this.store = store;
        this.trigger = trigger;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        if (key.endsWith(trigger)) {
            for (String each : ObjectFolders.keys(store, "")) {
                store.delete(each);
            }
        }
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
