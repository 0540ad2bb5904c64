// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.disk.Disk;
import dev.hearth.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;

/// The file `prepare-shutdown` in the data folder: while it is there, the next stop of the ingester
/// is for good. It outlives a crash in between. Safe for many threads.
final class ShutdownMarker {

    private static final String NAME = "prepare-shutdown";

    private final Disk disk;
    private final Path folder;

    ShutdownMarker(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /// Whether the next stop is for good.
    synchronized boolean isSet() throws IOException {
        return disk.size(folder.resolve(NAME)) >= 0;
    }

    /// Makes the next stop one for good; durable on return.
    synchronized void set() throws IOException {
        if (!isSet()) {
            try (DiskFile file = disk.create(folder.resolve(NAME))) {
                file.force();
            }
        }
        disk.forceDirectory(folder);
    }

    /// Makes the next stop one of many.
    synchronized void clear() throws IOException {
        disk.delete(folder.resolve(NAME));
        disk.forceDirectory(folder);
    }
}
