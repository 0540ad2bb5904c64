// SPDX-License-Identifier: Apache-2.0
package dev.hearth.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A file open for writing at its end. For one thread at a time.
public interface DiskFile extends Closeable {

    /// Appends all remaining bytes. After an exception some of them may be there.
    void write(ByteBuffer bytes) throws IOException;

    /// Cuts the file to `length` bytes; the next write goes there.
    void truncate(long length) throws IOException;

    /// Makes what was written durable.
    void force() throws IOException;

    /// Length of the file in bytes.
    long size() throws IOException;
}
