// SPDX-License-Identifier: Apache-2.0
package dev.hearth.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RealDiskTest {

    @TempDir Path folder;

    private final Disk disk = Disk.real();

    private Path write(String name, int... values) throws IOException {
        Path path = folder.resolve(name);
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        try (DiskFile file = disk.create(path)) {
            file.write(ByteBuffer.wrap(bytes));
            file.force();
        }
        return path;
    }

    @Test
    void readsPartsOfAFileAndNothingBehindItsEnd() throws IOException {
        Path path = write("f", 1, 2, 3, 4);

        assertThat(disk.read(path)).containsExactly(1, 2, 3, 4);
        assertThat(disk.read(path, 1, 2)).containsExactly(2, 3);
        assertThat(disk.read(path, 3, 9)).containsExactly(4);
        assertThat(disk.read(path, 9, 9)).isEmpty();
    }

    @Test
    void writesOnWhereAFileWasCut() throws IOException {
        Path path = write("f", 1, 2, 3, 4);
        try (DiskFile file = disk.openForAppend(path)) {
            file.truncate(2);
            file.write(ByteBuffer.wrap(new byte[] {9}));
            assertThat(file.size()).isEqualTo(3);
        }

        assertThat(disk.read(path)).containsExactly(1, 2, 9);
    }

    @Test
    void neitherCreatesNorLinksOverAName() throws IOException {
        Path path = write("f", 1);
        Path other = write("g", 2);

        assertThatThrownBy(() -> disk.create(path)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> disk.link(other, path))
                .isInstanceOf(FileAlreadyExistsException.class);
        disk.move(other, path);
        assertThat(disk.read(path)).containsExactly(2);
    }

    @Test
    void tellsFilesFromFoldersAndFromNothing() throws IOException {
        write("b", 1);
        disk.createDirectories(folder.resolve("a/deep"));
        disk.forceDirectory(folder);

        assertThat(disk.list(folder)).containsExactly("a/", "b");
        assertThat(disk.list(folder.resolve("none"))).isEmpty();
        assertThat(disk.size(folder.resolve("a"))).isEqualTo(-1);
        assertThat(disk.size(folder.resolve("none"))).isEqualTo(-1);
        disk.delete(folder.resolve("none"));
        assertThatThrownBy(() -> disk.read(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void givesALockToOneAtATime() throws IOException {
        Path path = folder.resolve("lock");
        try (Closeable lock = disk.lock(path)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> disk.lock(path))
                    .isInstanceOf(FileLockedException.class)
                    .hasMessageContaining("is locked");
        }
        disk.lock(path).close();
    }

    @Test
    void removesAFolderOnlyIfNothingIsInIt() throws IOException {
        Path inner = folder.resolve("inner");
        disk.createDirectories(inner);
        Path file = write("inner/f", 1);

        assertThat(disk.deleteEmptyDirectory(inner)).isFalse();
        assertThat(disk.deleteEmptyDirectory(file)).isFalse();
        assertThat(disk.size(file)).isEqualTo(1);
        disk.delete(file);
        assertThat(disk.deleteEmptyDirectory(inner)).isTrue();
        assertThat(disk.deleteEmptyDirectory(inner)).isFalse();
    }
}
