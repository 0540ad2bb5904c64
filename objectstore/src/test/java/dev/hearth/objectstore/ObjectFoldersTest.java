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
    void asksSeldomForManySmallFoldersAndReadsNotAllOfALargeOne() throws IOException {
        for (int i = 0; i < 20_000; i++) {
            store.putIfAbsent("a/%05d/x".formatted(i), new byte[0]);
            store.putIfAbsent("b/large/%05d".formatted(i), new byte[0]);
        }
        store.putIfAbsent("b/other/1", new byte[0]);
        CountedListings counted = new CountedListings(store);

        assertThat(ObjectFolders.names(counted, "a/")).hasSize(20_000);
        assertThat(counted.listings()).isLessThan(10);
        assertThat(counted.keys()).isEqualTo(20_000);

        assertThat(ObjectFolders.names(counted, "b/")).containsExactly("large", "other");
        assertThat(counted.keys()).isLessThan(20_000 + 2000);
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
