// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.io.IOException;
import java.nio.file.Path;

/// A log's bytes on disk are wrong in a way that no crash explains.
public final class CorruptLogException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param file the file
    /// @param offset byte of the file at which it goes wrong
    /// @param expected what should be there
    /// @param found what is there
    public CorruptLogException(Path file, long offset, String expected, String found) {
        super(
                "log file %s has %s at byte %d (expected %s)"
                        .formatted(file, found, offset, expected));
    }
}
