// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A store seen by one process: something happens before and after each of its operations.
final class HookedStore implements ObjectStore {

    /// What happens.
    @FunctionalInterface
    interface Hook {
        /// Lets it happen.
        void at(Step step) throws IOException;
    }

    /// An operation.
    ///
    /// @param number its number, from 0
    /// @param change its number among those that change something, from 0; -1 if it reads only
    /// @param name what it does to which key
    /// @param isDone whether it was done already
    record Step(int number, int change, String name, boolean isDone) {}

    private final ObjectStore store;
    private final Hook hook;
    private final List<String> names = new ArrayList<>();
    private int changes;

    HookedStore(ObjectStore store, Hook hook) {
        this.store = store;
        this.hook = hook;
    }

    /// A process that dies at a change, before or after it was done, and does nothing any more. To
    /// die while reading is to die before the next change.
    static HookedStore dyingAt(ObjectStore store, int last, boolean isDone) {
        boolean[] isDead = {false};
        return new HookedStore(
                store,
                step -> {
                    isDead[0] |= step.change() == last && step.isDone() == isDone;
                    if (isDead[0]) {
                        throw new IOException("the process is dead");
                    }
                });
    }

    /// Changes begun.
    int changes() {
        return changes;
    }

    /// All operations so far.
    List<String> names() {
        return List.copyOf(names);
    }

    /// What an operation was.
    String name(int number) {
        return number < names.size() ? names.get(number) : "none";
    }

    /// An operation of the store.
    @FunctionalInterface
    private interface Operation<T> {
        T run() throws IOException;
    }

    private <T> T perform(String name, boolean isChange, Operation<T> operation)
            throws IOException {
        int number = names.size();
        int change = isChange ? changes++ : -1;
        names.add(name);
        hook.at(new Step(number, change, name, false));
        T result = operation.run();
        hook.at(new Step(number, change, name, true));
        return result;
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
        return perform("put " + key, true, () -> store.putIfAbsent(key, bytes));
    }

    @Override
    public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
        return perform("put " + key, true, () -> store.putIfAbsent(key, content));
    }

    @Override
    public byte[] get(String key) throws IOException {
        return perform("get " + key, false, () -> store.get(key));
    }

    @Override
    public byte[] getRange(String key, long offset, int length) throws IOException {
        return perform("get part of " + key, false, () -> store.getRange(key, offset, length));
    }

    @Override
    public long size(String key) throws IOException {
        return perform("size of " + key, false, () -> store.size(key));
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        return perform("list " + prefix, false, () -> store.list(prefix, after, limit));
    }

    @Override
    public void delete(String key) throws IOException {
        Operation<Boolean> delete =
                () -> {
                    store.delete(key);
                    return true;
                };
        perform("delete " + key, true, delete);
    }

    @Override
    public void close() {}
}
