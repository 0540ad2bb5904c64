// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import dev.hearth.disk.Disk;
import dev.hearth.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/// The file `partition` beside a log's files: the log's identity, a UUID as text and a line feed.
final class PartitionFile {

    static final String NAME = "partition";

    private PartitionFile() {}

    /// Reads the identity, or gives a folder without one a new identity. It is durable on return,
    /// before anything is written under it.
    ///
    /// @throws CorruptLogException if the file is wrong, or missing beside log files
    static UUID open(Disk disk, Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        if (disk.size(path) >= 0) {
            disk.forceDirectory(directory);
            return parse(path, new String(disk.read(path), StandardCharsets.UTF_8));
        }
        List<String> names = disk.list(directory);
        for (String name : names) {
            if (name.endsWith(LogFormat.SUFFIX)) {
                throw new CorruptLogException(path, 0, "a UUID", "no file beside " + name);
            }
        }
        UUID partition = UUID.randomUUID();
        Path temporary = directory.resolve(NAME + ".tmp");
        disk.delete(temporary);
        try (DiskFile file = disk.create(temporary)) {
            file.write(ByteBuffer.wrap((partition + "\n").getBytes(StandardCharsets.UTF_8)));
            file.force();
        }
        disk.move(temporary, path);
        disk.forceDirectory(directory);
        return partition;
    }

    private static UUID parse(Path path, String text) throws CorruptLogException {
        try {
            return UUID.fromString(text.strip());
        } catch (IllegalArgumentException e) {
            CorruptLogException corrupt =
                    new CorruptLogException(path, 0, "a UUID", "\"" + text.strip() + "\"");
            corrupt.initCause(e);
            throw corrupt;
        }
    }
}
