// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Another store, of which the calls and their bytes are counted: what an object store is paid for.
final class MeasuredObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final Operation put;
    private final Operation get;
    private final Operation getRange;
    private final Operation size;
    private final Operation list;
    private final Operation delete;
    private final Counter putBytes;
    private final Counter getBytes;

    /// @param store closed with this one
    MeasuredObjectStore(ObjectStore store, MeterRegistry meters) {
        this.store = store;
        this.put = new Operation("put", meters);
        this.get = new Operation("get", meters);
        this.getRange = new Operation("get_range", meters);
        this.size = new Operation("size", meters);
        this.list = new Operation("list", meters);
        this.delete = new Operation("delete", meters);
        this.putBytes = bytes("hearth.objectstore.written", "Bytes of objects put.", meters);
        this.getBytes = bytes("hearth.objectstore.read", "Bytes read of objects.", meters);
    }

    private static Counter bytes(String name, String help, MeterRegistry meters) {
        return Counter.builder(name).description(help).baseUnit("bytes").register(meters);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        boolean isPut = put.time(() -> store.putIfAbsent(key, bytes));
        if (isPut) {
            putBytes.increment(bytes.length);
        }
        return isPut;
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        boolean isPut = put.time(() -> store.putIfAbsent(key, content));
        if (isPut) {
            putBytes.increment((double) content.length());
        }
        return isPut;
    }

    @Override
    public byte[] get(String key) throws IOException {
        byte[] bytes = get.time(() -> store.get(key));
        getBytes.increment(bytes.length);
        return bytes;
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        byte[] bytes = getRange.time(() -> store.getRange(key, offset, length));
        getBytes.increment(bytes.length);
        return bytes;
    }

    @Override
    public long size(String key) throws IOException {
        return size.time(() -> store.size(key));
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        return list.time(() -> store.list(prefix, after, limit));
    }

    @Override
    public void delete(String key) throws IOException {
        delete.time(() -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    /// One kind of call.
    private static final class Operation {

        private final Timer timer;

        Operation(String name, MeterRegistry meters) {
            timer =
                    Timer.builder("hearth.objectstore.operations")
                            .description("Calls of the object store, those that fail included.")
                            .tag("operation", name)
                            .register(meters);
        }

        <T> T time(Call<T> call) throws IOException {
            long began = System.nanoTime();
            try {
                return call.call();
            } finally {
                timer.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            }
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T call() throws IOException;
    }
}
