// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A store that counts the bytes read of each object.
final class CountingStore implements ObjectStore {

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final Map<String, Long> bytes = new ConcurrentHashMap<>();

    /// Bytes read of an object since [#reset].
    long bytes(String key) {
        return bytes.getOrDefault(key, 0L);
    }

    /// Bytes read of all objects since [#reset].
    long bytes() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    void reset() {
        bytes.clear();
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) throws IOException {
        return store.putIfAbsent(key, content);
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        return store.putIfAbsent(key, content);
    }

    @Override
    public byte[] get(String key) throws IOException {
        byte[] found = store.get(key);
        bytes.merge(key, (long) found.length, Long::sum);
        return found;
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        bytes.merge(key, (long) length, Long::sum);
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
