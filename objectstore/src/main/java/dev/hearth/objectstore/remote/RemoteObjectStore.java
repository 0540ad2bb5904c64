// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore.remote;

import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectKeys;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/// Objects in a [Bucket], with retries.
///
/// Each put has an id of its own, which is stored beside the object. When a put finds its key
/// taken, the id there tells whether it is by somebody else or by an earlier attempt of the same
/// put whose answer was lost: the answer of [#putIfAbsent] is exact in both cases.
public final class RemoteObjectStore implements ObjectStore {

    private final Bucket bucket;
    private final Retries retries;

    /// @param bucket closed with the store
    public RemoteObjectStore(Bucket bucket, Retries retries) {
        this.bucket = bucket;
        this.retries = retries;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        return put(key, ExactContent.of(bytes));
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        return put(key, ExactContent.of(key, content));
    }

    private boolean put(String key, ObjectContent content) throws IOException {
        ObjectKeys.check(key);
        String putId = UUID.randomUUID().toString();
        if (retries.run("upload", () -> bucket.create(key, content, putId))) {
            return true;
        }
        try {
            return retries.run("attributes", () -> bucket.putId(key)).equals(putId);
        } catch (NoSuchObjectException e) {
            // Made by somebody else, or by an attempt of this put, and deleted since.
            throw new IOException(
                    "object \"%s\" was there and is gone: it may have been this put's"
                            .formatted(key),
                    e);
        }
    }

    @Override
    public byte[] get(String key) throws IOException {
        ObjectKeys.check(key);
        return retries.run("get", () -> bucket.read(key));
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        ObjectKeys.check(key);
        ObjectKeys.checkRange(offset, length);
        byte[] bytes = length == 0 ? new byte[0] : range(key, offset, length);
        if (bytes.length < length || length == 0) {
            long size = size(key);
            if (size < 0) {
                throw new NoSuchObjectException(key);
            }
            if (size < offset + length) {
                throw new IOException(
                        "object \"%s\" has %d bytes (expected at least %d)"
                                .formatted(key, size, offset + length));
            }
        }
        if (bytes.length != length) {
            throw new IOException(
                    "%s gave %d bytes of object \"%s\" from %d (expected %d)"
                            .formatted(bucket, bytes.length, key, offset, length));
        }
        return bytes;
    }

    private byte[] range(String key, long offset, int length) throws IOException {
        return retries.run("get_range", () -> bucket.read(key, offset, length));
    }

    @Override
    public long size(String key) throws IOException {
        ObjectKeys.check(key);
        return retries.run("attributes", () -> bucket.size(key));
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        return limit <= 0
                ? List.of()
                : retries.run("iter", () -> bucket.list(prefix, after, limit));
    }

    @Override
    public void delete(String key) throws IOException {
        ObjectKeys.check(key);
        retries.run(
                "delete",
                () -> {
                    bucket.delete(key);
                    return key;
                });
    }

    @Override
    public void close() throws IOException {
        bucket.close();
    }
}
