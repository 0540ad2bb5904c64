// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstanceFileTest {

    private final SplittableRandom random = new SplittableRandom(1);

    @TempDir private Path folder;

    private String open(String name, String host) throws IOException {
        return InstanceFile.open(Disk.real(), folder.resolve(name), host, random);
    }

    @Test
    void aNameIsKept() throws IOException {
        String first = open("data", "host");

        assertThat(first).matches("host-[0-9a-f]{8}");
        assertThat(open("data", "renamed")).isEqualTo(first);
    }

    @Test
    void twoFoldersOnOneHostAreTwoInstances() throws IOException {
        assertThat(open("one", "host")).isNotEqualTo(open("two", "host"));
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Files.writeString(folder.resolve("instance"), "\n");

        assertThatThrownBy(() -> open("", "host"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has 1 bytes (expected one line");
    }
}
