// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.io.IOException;
import java.util.List;

/// The durable log of one partition, kept by the one who appends to it: positions count records.
public interface PartitionLog extends ReadableLog {

    /// Appends records, next to each other, and returns when they are durable.
    ///
    /// @param payloads at least one
    /// @return the records as they stand in the log
    /// @throws LogUnavailableException if they were refused: the disk is full, the log failed
    ///   before or is closed. They are not in the log, or their fate is unknown and the log takes
    ///   no more.
    List<LogRecord> append(List<byte[]> payloads) throws IOException;

    @Override
    default boolean isDense() {
        return true;
    }

    @Override
    default void refresh() {}
}
