// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.testing.CrashKind;
import dev.hearth.testing.Seeded;
import dev.hearth.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class FilesystemObjectStoreCrashTest {

    private static final Path ROOT = Path.of("/data/store");
    private static final List<String> KEYS = List.of("a/b/c", "a/b/d", "a/e", "f", "a/b/g");

    /// Length of the object by key, as far as anybody was told that it is there.
    private final Map<String, Integer> promised = new HashMap<>();

    private static byte[] object(int length) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) 7);
        return bytes;
    }

    private void putAll(SimulatedDisk disk) throws IOException {
        FilesystemObjectStore store = new FilesystemObjectStore(disk, ROOT);
        int length = 300;
        for (String key : KEYS) {
            length += 400;
            store.putIfAbsent(key, object(length));
            promised.put(key, length);
        }
        promised.remove("f");
        store.delete("f");
    }

    /// Checks that each object is whole or not there, and there if that was promised.
    private void check(FilesystemObjectStore store) throws IOException {
        List<String> keys = store.list("", "", 100);
        assertThat(KEYS).containsAll(keys);
        for (String key : keys) {
            int length = 700 + 400 * KEYS.indexOf(key);
            assertThat(store.get(key)).isEqualTo(object(length));
        }
        assertThat(keys).containsAll(promised.keySet());
        for (String key : keys) {
            promised.put(key, 0);
        }
    }

    @RepeatedTest(20)
    void anObjectIsWhollyThereOrNotAtAllAfterACrashInAnyStep(RandomGenerator random)
            throws IOException {
        CrashKind[] kinds = CrashKind.values();
        for (int step = 0; step < 60; step++) {
            promised.clear();
            SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(random.nextLong()));
            disk.crashAtStep(step);
            try {
                putAll(disk);
                assertThat(disk.steps()).isLessThan(60);
            } catch (IOException e) {
                assertThat(disk.isOff()).isTrue();
            }
            for (int i = 0; i < 3; i++) {
                disk.start(kinds[random.nextInt(kinds.length)]);
                check(new FilesystemObjectStore(disk, ROOT));
                assertThat(disk.list(ROOT.resolve(".tmp"))).isEmpty();
            }
        }
    }

    @RepeatedTest(20)
    void whoeverIsToldThatAKeyIsTakenMayRelyOnTheObject(RandomGenerator random) throws IOException {
        for (int step = 0; step < 30; step++) {
            SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(random.nextLong()));
            FilesystemObjectStore store = new FilesystemObjectStore(disk, ROOT);
            disk.crashAtStep(disk.steps() + step);
            try {
                store.putIfAbsent("a/b", object(700));
            } catch (IOException e) {
                assertThat(disk.isOff()).isTrue();
            }
            disk.start(CrashKind.KEEPS_ALL);
            new FilesystemObjectStore(disk, ROOT).putIfAbsent("a/b", object(700));
            disk.start(CrashKind.KEEPS_NOTHING);

            assertThat(new FilesystemObjectStore(disk, ROOT).get("a/b")).isEqualTo(object(700));
        }
    }

    @RepeatedTest(20)
    void anObjectIsGoneOrWholeWhereverADeletionOfItsFoldersCrashes(RandomGenerator random)
            throws IOException {
        CrashKind[] kinds = CrashKind.values();
        for (int step = 0; step < 12; step++) {
            SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(random.nextLong()));
            FilesystemObjectStore store = new FilesystemObjectStore(disk, ROOT);
            store.putIfAbsent("a/b/c", object(700));
            disk.crashAtStep(disk.steps() + step);
            boolean isDeleted = false;
            boolean isPut = false;
            try {
                store.delete("a/b/c");
                isDeleted = true;
                store.putIfAbsent("a/b/d", object(500));
                isPut = true;
            } catch (IOException e) {
                assertThat(disk.isOff()).isTrue();
            }
            disk.start(kinds[random.nextInt(kinds.length)]);

            FilesystemObjectStore again = new FilesystemObjectStore(disk, ROOT);
            for (String key : again.list("", "", 9)) {
                assertThat(again.get(key)).isEqualTo(object(key.equals("a/b/c") ? 700 : 500));
            }
            assertThat(again.size("a/b/c")).isIn(isDeleted ? List.of(-1L) : List.of(-1L, 700L));
            assertThat(again.size("a/b/d")).isIn(isPut ? List.of(500L) : List.of(-1L, 500L));
            assertThat(again.putIfAbsent("a/b/e", object(9))).isTrue();
        }
    }

    @Test
    void aPutThatDoesNotFitLeavesNothing() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));
        FilesystemObjectStore store = new FilesystemObjectStore(disk, ROOT);
        disk.limitSpace(10);

        assertThatThrownBy(() -> store.putIfAbsent("a", object(11)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");

        List<String> left = new ArrayList<>(disk.list(ROOT.resolve(".tmp")));
        left.addAll(store.list("", "", 10));
        assertThat(left).isEmpty();
        disk.limitSpace(Long.MAX_VALUE);
        assertThat(store.putIfAbsent("a", object(11))).isTrue();
    }
}
