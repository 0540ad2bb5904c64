// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// Appends to the logs of many partitions, of which it owns none. Safe for many threads; calls
/// block.
public interface LogProducer extends Closeable {

    /// Partitions that may be appended to, from 0.
    ///
    /// @throws IOException if that is not known
    int partitions() throws IOException;

    /// Appends records and returns when all are durable. Others may stand between them.
    ///
    /// @param partition number of the partition
    /// @param payloads at least one
    /// @throws LogUnavailableException if some were refused, or nobody knows what became of them:
    ///   they may be in the log all the same
    /// @throws LogRefusedException if the log is not what it was
    void append(int partition, List<byte[]> payloads) throws IOException;
}
