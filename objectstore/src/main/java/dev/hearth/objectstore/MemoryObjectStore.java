// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/// Objects in memory, gone with the process. For tests, and for trying things out.
public final class MemoryObjectStore implements ObjectStore {

    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    /// A store without objects.
    public MemoryObjectStore() {}

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) {
        return objects.putIfAbsent(ObjectKeys.check(key), bytes.clone()) == null;
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        try (InputStream in = content.source().open()) {
            byte[] bytes = in.readAllBytes();
            if (bytes.length != content.length()) {
                throw new IOException(
                        "content of object \"%s\" has %d bytes (expected %d)"
                                .formatted(key, bytes.length, content.length()));
            }
            return objects.putIfAbsent(ObjectKeys.check(key), bytes) == null;
        }
    }

    @Override
    public byte[] get(String key) throws IOException {
        return find(key).clone();
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        ObjectKeys.checkRange(offset, length);
        byte[] bytes = find(key);
        if (offset + length > bytes.length) {
            throw new IOException(
                    "object \"%s\" has %d bytes (expected at least %d)"
                            .formatted(key, bytes.length, offset + length));
        }
        return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
    }

    private byte[] find(String key) throws NoSuchObjectException {
        byte[] bytes = objects.get(ObjectKeys.check(key));
        if (bytes == null) {
            throw new NoSuchObjectException(key);
        }
        return bytes;
    }

    @Override
    public long size(String key) {
        byte[] bytes = objects.get(ObjectKeys.check(key));
        return bytes == null ? -1 : bytes.length;
    }

    @Override
    public List<String> list(String prefix, String after, int limit) {
        String first = after.compareTo(prefix) < 0 ? prefix : after;
        List<String> keys = new ArrayList<>();
        for (String key : objects.tailMap(first, !first.equals(after)).keySet()) {
            if (keys.size() == limit || !key.startsWith(prefix)) {
                break;
            }
            keys.add(key);
        }
        return keys;
    }

    @Override
    public void delete(String key) {
        objects.remove(ObjectKeys.check(key));
    }

    @Override
    public void close() {}
}
