// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.parquet.ParquetFileReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// A segment as it grows.
final class SegmentBytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);

    SegmentBytes() {
        bytes.writeBytes(ByteBuffer.allocate(8).putLong(FooterFormat.MAGIC).array());
    }

    /// Appends a file.
    FileRange add(byte[] file) {
        int offset = bytes.size();
        bytes.writeBytes(file);
        return new FileRange(
                offset,
                file.length,
                FooterFormat.checksum(file, 0, file.length),
                ParquetFileReader.tailChecksum(file));
    }

    /// Appends the footer and returns all.
    byte[] finish(byte[] footer) {
        bytes.writeBytes(footer);
        return bytes.toByteArray();
    }
}
