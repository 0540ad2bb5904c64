// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.nio.file.Path;

/// What an operator can set on a [FileLog].
///
/// @param directory folder of the log; nothing else may be in it
/// @param maxFileBytes size from which on a file is closed and the next one begun
/// @param maxGroupBytes payload bytes after which no further append joins a group that is written
///   and forced at once
/// @param maxQueuedBytes payload bytes that may wait to become durable; appends beyond are refused
public record FileLogConfig(
        Path directory, long maxFileBytes, int maxGroupBytes, long maxQueuedBytes) {

    /// Checks the numbers.
    public FileLogConfig {
        if (maxFileBytes < 1 || maxGroupBytes < 1 || maxQueuedBytes < 1) {
            throw new IllegalArgumentException(
                    "log's sizes are %d, %d and %d bytes (expected all positive)"
                            .formatted(maxFileBytes, maxGroupBytes, maxQueuedBytes));
        }
    }

    /// Files of 64 MiB, groups of 4 MiB, 64 MiB that wait.
    public static FileLogConfig of(Path directory) {
        return new FileLogConfig(directory, 64L << 20, 4 << 20, 64L << 20);
    }
}
