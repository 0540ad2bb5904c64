// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ObjectFoldersTest {

    private final MemoryObjectStore store = new MemoryObjectStore();

    @Test
    void namesEachFolderOnce() throws IOException {
        for (String key : new String[] {"a/b/1", "a/b/2", "a/b!/1", "a/b0/1", "a/c", "ab/d/1"}) {
            store.putIfAbsent(key, new byte[0]);
        }

        assertThat(ObjectFolders.names(store, "a/")).containsExactly("b", "b!", "b0");
        assertThat(ObjectFolders.names(store, "x/")).isEmpty();
    }

    @Test
    void givesKeysOfSeveralPages() throws IOException {
        for (int i = 0; i < 2000; i++) {
            store.putIfAbsent("a/" + i, new byte[0]);
        }
        store.putIfAbsent("b", new byte[0]);

        assertThat(ObjectFolders.keys(store, "a/")).hasSize(2000).isSorted();
    }
}
