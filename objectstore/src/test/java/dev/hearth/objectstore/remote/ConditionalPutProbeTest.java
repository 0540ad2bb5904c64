// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.objectstore.MemoryObjectStore;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;

final class ConditionalPutProbeTest {

    @Test
    void passesAStoreThatCreatesAtomicallyAndLeavesNothing() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();

        new ConditionalPutProbe(store).run();

        assertThat(store.list("", "", 10)).isEmpty();
    }

    @Test
    void refusesAStoreThatIgnoresTheCondition() {
        LaxStore store = new LaxStore(false);

        assertThatThrownBy(() -> new ConditionalPutProbe(store).run())
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessage(
                        "one put after the other to one key created the object 2 times (expected 1: a store without conditional puts loses data)");
        assertThat(store.list("", "", 10)).isEmpty();
    }

    @Test
    void refusesAStoreThatLooksBeforeTheBodyComes() {
        assertThatThrownBy(() -> new ConditionalPutProbe(new LaxStore(true)).run())
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessageStartingWith(
                        "a put that overtakes another to one key created the object 2 times");
    }

    /// A store that does not look, or looks too early.
    private static final class LaxStore implements ObjectStore {

        private final boolean looksBefore;
        private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

        LaxStore(boolean looksBefore) {
            this.looksBefore = looksBefore;
        }

        @Override
        public boolean putIfAbsent(String key, byte[] bytes) throws IOException {
            return putIfAbsent(key, ExactContent.of(bytes));
        }

        @Override
        public boolean putIfAbsent(String key, ObjectContent content) throws IOException {
            if (looksBefore && objects.containsKey(key)) {
                return false;
            }
            try (InputStream in = content.source().open()) {
                objects.put(key, in.readAllBytes());
            }
            return true;
        }

        @Override
        public byte[] get(String key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] getRange(String key, long offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long size(String key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> list(String prefix, String after, int limit) {
            return List.copyOf(objects.keySet());
        }

        @Override
        public void delete(String key) {
            objects.remove(key);
        }

        @Override
        public void close() {}
    }
}
