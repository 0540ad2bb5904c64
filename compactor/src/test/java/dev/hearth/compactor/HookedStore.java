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
    private int changes;
    private boolean isChanging;
    private boolean isDead;

    HookedStore(ObjectStore store, Hook hook) {
        this.store = store;
        this.hook = hook;
    }

    /// A process that dies at an operation that changes something, before or after it was done, and
    /// does nothing any more. To die at one that reads is to die before the next that does not.
    static HookedStore dyingAt(ObjectStore store, int last, boolean isDone) {
        HookedStore[] self = new HookedStore[1];
        HookedStore dying =
                new HookedStore(
                        store,
                        (operation, done) -> {
                            int change = self[0].changes - 1;
                            boolean isNow = change == last && (done == isDone || self[0].isDead);
                            if (change > last || (isNow && self[0].isChanging)) {
                                self[0].isDead = true;
                            }
                            if (self[0].isDead) {
                                throw new IOException("the process is dead");
                            }
                        });
        self[0] = dying;
        return dying;
    }

    /// Operations begun that change something.
    int changes() {
        return changes;
    }

    /// An operation of the store.
    @FunctionalInterface
    private interface Operation<T> {
        T run() throws IOException;
    }

    private <T> T change(Operation<T> operation) throws IOException {
        changes++;
        isChanging = true;
        try {
            return perform(operation);
        } finally {
            isChanging = false;
        }
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
        return change(() -> store.putIfAbsent(key, bytes));
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        return change(() -> store.putIfAbsent(key, content));
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
