// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.objectstore.ForwardingStore;
import dev.hearth.objectstore.MemoryObjectStore;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A store that counts the bytes read of each object.
final class CountingStore extends ForwardingStore {

    private final Map<String, Long> bytes = new ConcurrentHashMap<>();

    CountingStore() {
        super(new MemoryObjectStore());
    }

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
    public byte[] get(String key) throws IOException {
        byte[] found = super.get(key);
        bytes.merge(key, (long) found.length, Long::sum);
        return found;
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        bytes.merge(key, (long) length, Long::sum);
        return super.getRange(key, offset, length);
    }
}
