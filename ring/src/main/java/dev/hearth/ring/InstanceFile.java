// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import dev.hearth.disk.Disk;
import dev.hearth.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The file `instance` in the data folder: the name of this instance and a line feed. It is made at
/// the first start, of the host's name and a random part, so that several processes may share a
/// host, and each keeps its name when it is restarted or its host is renamed.
public final class InstanceFile {

    private static final String NAME = "instance";
    private static final int MAX_BYTES = 256;

    private InstanceFile() {}

    /// Reads the name, or makes one up; it is durable on return.
    ///
    /// @param folder the data folder, which is made if there is none
    /// @param host name of this host, what a new name begins with
    /// @throws IOException if it cannot be read or written, or is not one line
    public static String open(Disk disk, Path folder, String host, RandomGenerator random)
            throws IOException {
        disk.createDirectories(folder);
        Path file = folder.resolve(NAME);
        if (disk.size(file) >= 0) {
            return read(disk, file);
        }
        String id = host + "-" + HexFormat.of().toHexDigits(random.nextLong(), 8);
        Path temporary = folder.resolve(NAME + ".tmp");
        disk.delete(temporary);
        try (DiskFile written = disk.create(temporary)) {
            written.write(ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.UTF_8)));
            written.force();
        }
        disk.move(temporary, file);
        disk.forceDirectory(folder);
        return id;
    }

    private static String read(Disk disk, Path file) throws IOException {
        long size = disk.size(file);
        String id = new String(disk.read(file), StandardCharsets.UTF_8).strip();
        if (size > MAX_BYTES || id.isEmpty() || id.contains("\n")) {
            throw new IOException(
                    "%s has %d bytes (expected one line with the name of this instance; without the file it gets a new one)"
                            .formatted(file, size));
        }
        return id;
    }
}
