// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
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

    @Test
    void aFolderGoesWithTheLastObjectInIt() throws IOException {
        store.putIfAbsent("tenants/a/blocks/1/x", new byte[] {1});
        store.putIfAbsent("tenants/a/blocks/1/y", new byte[] {1});
        store.putIfAbsent("tenants/b/index/1", new byte[] {1});

        store.delete("tenants/a/blocks/1/x");
        assertThat(root.resolve("tenants/a/blocks/1")).isDirectory();
        store.delete("tenants/a/blocks/1/y");
        assertThat(root.resolve("tenants/a")).doesNotExist();
        assertThat(root.resolve("tenants/b/index/1")).exists();
        store.delete("tenants/b/index/1");

        assertThat(Disk.real().list(root)).containsExactly(".tmp/");
    }

    @Test
    void listsNothingOutsideOfItsFolder() throws IOException {
        Files.createDirectories(root.resolveSibling("beside"));
        Files.write(root.resolveSibling("beside/x"), new byte[1]);
        Files.write(root.resolve(".tmp/x"), new byte[1]);

        assertThat(store.list("../beside/", "", 9)).isEmpty();
        assertThat(store.list(root.resolveSibling("beside") + "/", "", 9)).isEmpty();
        assertThat(store.list(".tmp/", "", 9)).isEmpty();
    }

    @Test
    void putsWhileFoldersComeAndGo() throws Exception {
        List<Future<?>> workers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ObjectStore other = new FilesystemObjectStore(Disk.real(), root)) {
            for (int worker = 0; worker < 6; worker++) {
                String key = "a/b/c/" + worker;
                ObjectStore mine = worker % 2 == 0 ? store : other;
                workers.add(threads.submit(() -> putAndDelete(mine, key)));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
        assertThat(Disk.real().list(root)).containsExactly(".tmp/");
    }

    private static @Nullable Object putAndDelete(ObjectStore store, String key) throws IOException {
        for (int i = 0; i < 30; i++) {
            assertThat(store.putIfAbsent(key, new byte[] {(byte) i})).isTrue();
            assertThat(store.get(key)).containsExactly(i);
            store.delete(key);
        }
        return null;
    }
}
