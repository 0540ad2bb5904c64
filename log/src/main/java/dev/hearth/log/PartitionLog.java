// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// The durable log of one partition.
///
/// Positions count records and only grow. Records below [#durableEnd] survive any crash. Safe for
/// many threads; calls block.
public interface PartitionLog extends Closeable {

    /// The identity of this incarnation: never reused, even if the log is made anew in the same
    /// place.
    String partition();

    /// Appends records, next to each other, and returns when they are durable.
    ///
    /// @param payloads at least one
    /// @return the records as they stand in the log
    /// @throws LogUnavailableException if they were refused: the disk is full, the log failed
    ///   before or is closed. They are not in the log, or their fate is unknown and the log takes
    ///   no more.
    List<LogRecord> append(List<byte[]> payloads) throws IOException;

    /// End of what is durable, exclusive: the position that the next durable record follows.
    long durableEnd();

    /// First position that can still be read.
    long start();

    /// Reads durable records from `position` on, at least one unless `position` is [#durableEnd].
    ///
    /// @param maxBytes payload bytes after which no further record is added
    /// @throws IOException if `position` was trimmed, or bytes on disk are wrong
    List<LogRecord> read(long position, int maxBytes) throws IOException;

    /// Gives up records below `position`. They may stay readable for a while.
    void trim(long position) throws IOException;

    /// Makes `position` the lowest that can be given out next: nothing is appended below it any
    /// more. Used at start, when storage holds more than the log.
    ///
    /// @throws IOException if the new start cannot be made durable
    void advanceTo(long position) throws IOException;
}
