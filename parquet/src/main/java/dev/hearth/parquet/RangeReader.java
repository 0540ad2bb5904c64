// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.io.IOException;

/// The bytes of one file.
@FunctionalInterface
public interface RangeReader {

    /// Reads exactly `length` bytes.
    ///
    /// @param offset bytes from the start of the file
    /// @throws IOException if they cannot be had
    byte[] read(long offset, int length) throws IOException;
}
