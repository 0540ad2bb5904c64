// SPDX-License-Identifier: Apache-2.0
package dev.hearth.disk;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Another holds the lock of a file.
public final class FileLockedException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param file the file whose lock was asked for
    public FileLockedException(Path file, @Nullable Throwable cause) {
        super("%s is locked (expected that nobody else uses the folder)".formatted(file), cause);
    }
}
