// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.List;

/// A store seen by one process: something happens before and after each of its operations.
final class HookedStore implements ObjectStore {

    /// What happens.
    @FunctionalInterface
    interface Hook {
        /// Lets it happen.
        ///
        /// @param operation number of the operation, from 0
        /// @param isDone whether it was done already
        void at(int operation, boolean isDone) throws IOException;
    }

    private final ObjectStore store;
    private final Hook hook;
    private int operations;

    HookedStore(ObjectStore store, Hook hook) {
        this.store = store;
        this.hook = hook;
    }

    /// A process that dies at an operation, before or after it was done, and does nothing any more.
    static HookedStore dyingAt(ObjectStore store, int last, boolean isDone) {
        return new HookedStore(
                store,
                (operation, done) -> {
                    if (operation > last || (operation == last && done == isDone)) {
                        throw new IOException("the process is dead");
                    }
                });
    }

    int operations() {
        return operations;
    }

    /// An operation of the store.
    @FunctionalInterface
    private interface Operation<T> {
        T run() throws IOException;
    }

    private <T> T perform(Operation<T> operation) throws IOException {
        int number = operations++;
        hook.at(number, false);
        T result = operation.run();
        hook.at(number, true);
        return result;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        return perform(() -> store.putIfAbsent(key, bytes));
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        return perform(() -> store.putIfAbsent(key, content));
    }

    @Override
    public byte[] get(String key) throws IOException {
        return perform(() -> store.get(key));
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        return perform(() -> store.getRange(key, offset, length));
    }

    @Override
    public long size(String key) throws IOException {
        return perform(() -> store.size(key));
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        return perform(() -> store.list(prefix, after, limit));
    }

    @Override
    public void delete(String key) throws IOException {
        perform(() -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public void close() {}
}
