// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.util.List;
import java.util.zip.CRC32C;

/// Appends to a file what stands behind its pages: column indexes, offset indexes, trailer, footer.
final class FooterWriter {

    private static final String CREATED_BY = "hearth";

    private final ByteBuilder file;
    private final ThriftWriter thrift;
    private final byte[] number = new byte[8];

    FooterWriter(ByteBuilder file) {
        this.file = file;
        this.thrift = new ThriftWriter(file);
    }

    /// Returns the checksum in the trailer.
    int write(List<ParquetColumn> columns, List<List<ChunkLayout>> groups) {
        int indexes = file.size();
        for (List<ChunkLayout> group : groups) {
            group.forEach(this::writeColumnIndex);
        }
        for (List<ChunkLayout> group : groups) {
            group.forEach(this::writeOffsetIndex);
        }
        for (List<ChunkLayout> group : groups) {
            group.forEach(this::writeChecksums);
        }
        int trailer = file.size();
        file.putInt(Format.TAIL_MAGIC);
        file.putInt(trailer - indexes);
        file.putInt(0);
        int footer = file.size();
        writeMetadata(columns, groups);
        file.putInt(file.size() - footer);
        CRC32C crc = new CRC32C();
        crc.update(file.array(), indexes, trailer - indexes);
        crc.update(file.array(), footer, file.size() - footer);
        int value = (int) crc.getValue();
        for (int i = 0; i < 4; i++) {
            file.array()[trailer + 8 + i] = (byte) (value >>> (8 * i));
        }
        file.putInt(Format.MAGIC);
        return value;
    }

    private void writeColumnIndex(ChunkLayout chunk) {
        if (!chunk.column.type().isNumber()) {
            return;
        }
        int width = chunk.column.type().width;
        chunk.columnIndexOffset = file.position();
        thrift.begin();
        thrift.list(1, ThriftWriter.TRUE, chunk.pages);
        for (int i = 0; i < chunk.pages; i++) {
            thrift.element(false);
        }
        thrift.list(2, ThriftWriter.BINARY, chunk.pages);
        for (int i = 0; i < chunk.pages; i++) {
            thrift.element(littleEndian(chunk.pageMins[i]), 0, width);
        }
        thrift.list(3, ThriftWriter.BINARY, chunk.pages);
        for (int i = 0; i < chunk.pages; i++) {
            thrift.element(littleEndian(chunk.pageMaxs[i]), 0, width);
        }
        thrift.i32(4, isAscending(chunk) ? 1 : 0);
        thrift.list(5, ThriftWriter.I64, chunk.pages);
        for (int i = 0; i < chunk.pages; i++) {
            thrift.element(0);
        }
        thrift.end();
        chunk.columnIndexLength = Math.toIntExact(file.position() - chunk.columnIndexOffset);
    }

    private static boolean isAscending(ChunkLayout chunk) {
        for (int i = 1; i < chunk.pages; i++) {
            if (chunk.pageMins[i] < chunk.pageMins[i - 1]
                    || chunk.pageMaxs[i] < chunk.pageMaxs[i - 1]) {
                return false;
            }
        }
        return true;
    }

    private void writeOffsetIndex(ChunkLayout chunk) {
        chunk.offsetIndexOffset = file.position();
        thrift.begin();
        thrift.list(1, ThriftWriter.STRUCT, chunk.pages);
        for (int i = 0; i < chunk.pages; i++) {
            thrift.begin();
            thrift.i64(1, chunk.pageOffsets[i]);
            thrift.i32(2, chunk.pageSizes[i]);
            thrift.i64(3, chunk.pageFirstRows[i]);
            thrift.end();
        }
        thrift.end();
        chunk.offsetIndexLength = Math.toIntExact(file.position() - chunk.offsetIndexOffset);
    }

    private void writeChecksums(ChunkLayout chunk) {
        if (chunk.dictionaryOffset >= 0) {
            file.putInt(chunk.dictionaryChecksum);
        }
        for (int i = 0; i < chunk.pages; i++) {
            file.putInt(chunk.pageChecksums[i]);
        }
    }

    private void writeMetadata(List<ParquetColumn> columns, List<List<ChunkLayout>> groups) {
        long rows = 0;
        for (List<ChunkLayout> group : groups) {
            rows += group.getFirst().rows;
        }
        thrift.begin();
        thrift.i32(1, 2);
        writeSchema(columns);
        thrift.i64(3, rows);
        thrift.list(4, ThriftWriter.STRUCT, groups.size());
        for (int i = 0; i < groups.size(); i++) {
            writeRowGroup(groups.get(i), i);
        }
        thrift.string(6, CREATED_BY);
        thrift.list(7, ThriftWriter.STRUCT, columns.size());
        for (int i = 0; i < columns.size(); i++) {
            thrift.begin();
            thrift.beginField(1);
            thrift.end();
            thrift.end();
        }
        thrift.end();
    }

    private void writeSchema(List<ParquetColumn> columns) {
        thrift.list(2, ThriftWriter.STRUCT, columns.size() + 1);
        thrift.begin();
        thrift.string(4, "hearth");
        thrift.i32(5, columns.size());
        thrift.end();
        for (ParquetColumn column : columns) {
            thrift.begin();
            thrift.i32(1, column.type().physical);
            if (column.type() == ColumnType.UUID) {
                thrift.i32(2, column.type().width);
            }
            thrift.i32(3, 0);
            thrift.string(4, column.name());
            if (column.type() == ColumnType.STRING) {
                thrift.i32(6, 0);
            }
            writeLogicalType(column.type());
            thrift.end();
        }
    }

    private void writeLogicalType(ColumnType type) {
        switch (type) {
            case STRING -> writeMarker(10, 1);
            case UUID -> writeMarker(10, 14);
            case TIMESTAMP_NANOS -> {
                thrift.beginField(10);
                thrift.beginField(8);
                thrift.bool(1, true);
                writeMarker(2, 3);
                thrift.end();
                thrift.end();
            }
            case INT32, INT64, BOOLEAN -> {}
        }
    }

    /// A union whose choice is an empty struct.
    private void writeMarker(int field, int choice) {
        thrift.beginField(field);
        thrift.beginField(choice);
        thrift.end();
        thrift.end();
    }

    private void writeRowGroup(List<ChunkLayout> chunks, int ordinal) {
        long uncompressed = 0;
        long compressed = 0;
        thrift.begin();
        thrift.list(1, ThriftWriter.STRUCT, chunks.size());
        for (ChunkLayout chunk : chunks) {
            writeChunk(chunk);
            uncompressed += chunk.uncompressedBytes;
            compressed += chunk.compressedBytes;
        }
        thrift.i64(2, uncompressed);
        thrift.i64(3, chunks.getFirst().rows);
        thrift.i64(5, chunks.getFirst().offset);
        thrift.i64(6, compressed);
        thrift.i16(7, ordinal);
        thrift.end();
    }

    private void writeChunk(ChunkLayout chunk) {
        thrift.begin();
        thrift.i64(2, 0);
        thrift.beginField(3);
        writeChunkMetadata(chunk);
        thrift.end();
        thrift.i64(4, chunk.offsetIndexOffset);
        thrift.i32(5, chunk.offsetIndexLength);
        if (chunk.columnIndexOffset >= 0) {
            thrift.i64(6, chunk.columnIndexOffset);
            thrift.i32(7, chunk.columnIndexLength);
        }
        thrift.end();
    }

    private void writeChunkMetadata(ChunkLayout chunk) {
        thrift.i32(1, chunk.column.type().physical);
        boolean isCoded = chunk.dictionaryOffset >= 0;
        thrift.list(2, ThriftWriter.I32, isCoded ? 2 : 1);
        thrift.element(chunk.encoding);
        if (isCoded) {
            thrift.element(Format.PLAIN);
        }
        thrift.list(3, ThriftWriter.BINARY, 1);
        byte[] name = chunk.column.name().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        thrift.element(name, 0, name.length);
        thrift.i32(4, Format.CODEC_ZSTD);
        thrift.i64(5, chunk.rows);
        thrift.i64(6, chunk.uncompressedBytes);
        thrift.i64(7, chunk.compressedBytes);
        thrift.i64(9, chunk.pageOffsets[0]);
        if (isCoded) {
            thrift.i64(11, chunk.dictionaryOffset);
        }
        writeStatistics(chunk);
    }

    private void writeStatistics(ChunkLayout chunk) {
        thrift.beginField(12);
        thrift.i64(3, 0);
        byte[] minString = chunk.minString;
        byte[] maxString = chunk.maxString;
        if (chunk.column.type().isNumber()) {
            int width = chunk.column.type().width;
            thrift.binary(5, littleEndian(chunk.max()), 0, width);
            thrift.binary(6, littleEndian(chunk.min()), 0, width);
        } else if (minString != null && maxString != null) {
            thrift.binary(5, maxString, 0, maxString.length);
            thrift.binary(6, minString, 0, minString.length);
        }
        thrift.end();
    }

    private byte[] littleEndian(long value) {
        for (int i = 0; i < 8; i++) {
            number[i] = (byte) (value >>> (8 * i));
        }
        return number;
    }
}
