// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesystemObjectStoreTest implements ObjectStoreContract {

    private final Path root;
    private final ObjectStore store;

    FilesystemObjectStoreTest(@TempDir Path folder) throws IOException {
        this.root = folder.resolve("deep/store");
        this.store = new FilesystemObjectStore(Disk.real(), root);
    }

    @Override
    public ObjectStore store() {
        return store;
    }

    @Test
    void anObjectIsAPlainFileAtItsKey() throws IOException {
        store.putIfAbsent("tenants/a/x.parquet", new byte[] {1, 2});

        assertThat(Files.readAllBytes(root.resolve("tenants/a/x.parquet"))).containsExactly(1, 2);
        assertThat(Disk.real().list(root.resolve(".tmp"))).isEmpty();
    }

    @Test
    void removesWhatAnotherProcessLeftBehind() throws IOException {
        Files.write(root.resolve(".tmp/left"), new byte[9]);

        ObjectStore again = new FilesystemObjectStore(Disk.real(), root);

        assertThat(again.list("", "", 10)).isEmpty();
        assertThat(Disk.real().list(root.resolve(".tmp"))).isEmpty();
    }

    @Test
    void keepsItsTemporaryFilesOutOfReach() {
        assertThatThrownBy(() -> store.get(".tmp/x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key \".tmp/x\" starts with .tmp (reserved)");
    }

    @Test
    void aKeyBelowAnObjectFailsAndHarmsNothing() throws IOException {
        store.putIfAbsent("a", new byte[] {1});

        assertThatThrownBy(() -> store.putIfAbsent("a/b", new byte[] {2}))
                .isInstanceOf(IOException.class);
        assertThat(store.get("a")).containsExactly(1);
    }

    @Test
    void makesItsFoldersAgainWhenSomeoneRemovedThem() throws IOException {
        store.putIfAbsent("segments/p/1", new byte[] {1});
        Files.delete(root.resolve("segments/p/1"));
        Files.delete(root.resolve("segments/p"));
        Files.delete(root.resolve("segments"));
        Files.delete(root.resolve(".tmp"));

        assertThat(store.putIfAbsent("segments/p/2", new byte[] {2})).isTrue();
        assertThat(store.get("segments/p/2")).containsExactly(2);
    }
}
