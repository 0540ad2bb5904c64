// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;

/// Another store, whose operations are counted and timed.
final class MeteredObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final StoreMeters meters;

    /// @param store closed with this one
    MeteredObjectStore(ObjectStore store, StoreMeters meters) {
        this.store = store;
        this.meters = meters;
    }

    /// A call of the store.
    @FunctionalInterface
    private interface Call<T> {

        T run() throws IOException;
    }

    private <T> T measure(String operation, Call<T> call) throws IOException {
        long start = System.nanoTime();
        try {
            T result = call.run();
            meters.finished(operation, System.nanoTime() - start);
            return result;
        } catch (NoSuchObjectException e) {
            meters.finished(operation, System.nanoTime() - start);
            throw e;
        } catch (IOException | RuntimeException e) {
            meters.failed(operation);
            throw e;
        }
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        boolean isNew = measure(StoreMeters.UPLOAD, () -> store.putIfAbsent(key, bytes));
        if (isNew) {
            meters.uploaded(bytes.length);
        }
        return isNew;
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        boolean isNew = measure(StoreMeters.UPLOAD, () -> store.putIfAbsent(key, content));
        if (isNew) {
            meters.uploaded(content.length());
        }
        return isNew;
    }

    @Override
    public byte[] get(String key) throws IOException {
        byte[] bytes = measure(StoreMeters.GET, () -> store.get(key));
        meters.fetched(StoreMeters.GET, bytes.length);
        return bytes;
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        byte[] bytes = measure(StoreMeters.GET_RANGE, () -> store.getRange(key, offset, length));
        meters.fetched(StoreMeters.GET_RANGE, bytes.length);
        return bytes;
    }

    @Override
    public long size(String key) throws IOException {
        return measure(StoreMeters.ATTRIBUTES, () -> store.size(key));
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        return measure(StoreMeters.ITER, () -> store.list(prefix, after, limit));
    }

    @Override
    public void delete(String key) throws IOException {
        measure(
                StoreMeters.DELETE,
                () -> {
                    store.delete(key);
                    return key;
                });
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
