// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class PrefixedObjectStoreTest implements ObjectStoreContract {

    private final MemoryObjectStore all = new MemoryObjectStore();
    private final ObjectStore store = new PrefixedObjectStore(all, "one/two");

    @Override
    public ObjectStore store() {
        return store;
    }

    @Test
    void keepsToItsOwn() throws IOException {
        all.putIfAbsent("one/two-and/x", new byte[0]);
        all.putIfAbsent("x", new byte[0]);
        store.putIfAbsent("y", new byte[0]);

        assertThat(store.list("", "", 10)).containsExactly("y");
        assertThat(store.size("x")).isEqualTo(-1);
        assertThat(all.size("one/two/y")).isZero();
    }
}
