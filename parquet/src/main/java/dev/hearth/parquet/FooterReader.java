// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.util.ArrayList;
import java.util.List;

/// Reads the footer and the offset indexes out of the end of a file.
final class FooterReader {

    private final FileTail tail;
    private final ThriftReader in;
    private final List<ColumnPages> columns = new ArrayList<>();
    private int groupStart;
    private long rows;

    FooterReader(FileTail tail) {
        this.tail = tail;
        this.in = new ThriftReader(tail.bytes(), tail.footer(), tail.footerEnd());
    }

    /// Rows of the file, once it was read.
    int rows() {
        return groupStart;
    }

    List<ColumnPages> read() throws CorruptParquetException {
        int last = 0;
        while (in.next(last)) {
            last = in.field();
            switch (last) {
                case 2 -> readSchema();
                case 3 -> rows = in.count("rows");
                case 4 -> readRowGroups();
                default -> in.skip();
            }
        }
        if (rows != groupStart || columns.isEmpty()) {
            throw new CorruptParquetException(
                    "file has %d rows (expected %d, those of its row groups)"
                            .formatted(rows, groupStart));
        }
        for (ColumnPages column : columns) {
            column.end(groupStart);
        }
        readChecksums();
        return columns;
    }

    /// Reads the checksums of the pages: the last of the indexes.
    private void readChecksums() throws CorruptParquetException {
        int count = 0;
        for (ColumnPages column : columns) {
            count += column.pages;
            for (int group = 0; group < column.groups; group++) {
                count += column.dictionaryOffsets[group] < 0 ? 0 : 1;
            }
        }
        int at = tail.trailer() - 4 * count;
        if (at < tail.indexes()) {
            throw new CorruptParquetException(
                    "indexes have %d bytes (expected at least %d)"
                            .formatted(tail.trailer() - tail.indexes(), 4 * count));
        }
        int groups = columns.getFirst().groups;
        int[] page = new int[columns.size()];
        for (int group = 0; group < groups; group++) {
            for (int i = 0; i < page.length; i++) {
                ColumnPages column = columns.get(i);
                if (column.dictionaryOffsets[group] >= 0) {
                    column.dictionaryChecksums[group] = tail.number(at);
                    at += 4;
                }
                for (; page[i] < column.pages && column.groupOf[page[i]] == group; page[i]++) {
                    column.checksums[page[i]] = tail.number(at);
                    at += 4;
                }
            }
        }
    }

    private void readSchema() throws CorruptParquetException {
        int size = in.list(ThriftWriter.STRUCT);
        for (int i = 0; i < size; i++) {
            ColumnPages column = readSchemaElement();
            if (i > 0) {
                columns.add(column);
            }
        }
    }

    private ColumnPages readSchemaElement() throws CorruptParquetException {
        String name = "";
        int physical = -1;
        int width = 0;
        int last = 0;
        while (in.next(last)) {
            last = in.field();
            switch (last) {
                case 1 -> physical = in.count("type of a column");
                case 2 -> width = in.count("width of a column");
                case 4 -> name = in.string();
                default -> in.skip();
            }
        }
        return new ColumnPages(
                new ParquetColumn(name, type(name, physical, width), ColumnEncoding.PLAIN));
    }

    /// The type of a column; of the root, which has none, any.
    private static ColumnType type(String name, int physical, int width)
            throws CorruptParquetException {
        for (ColumnType type : ColumnType.values()) {
            boolean isUuid = type == ColumnType.UUID;
            if (type.physical == physical && (!isUuid || width == type.width)) {
                return type;
            }
        }
        if (physical == -1) {
            return ColumnType.BOOLEAN;
        }
        throw new CorruptParquetException(
                "column \"%s\" has type %d and width %d (expected a known type)"
                        .formatted(name, physical, width));
    }

    private void readRowGroups() throws CorruptParquetException {
        int groups = in.list(ThriftWriter.STRUCT);
        for (int i = 0; i < groups; i++) {
            int groupRows = 0;
            List<Chunk> chunks = List.of();
            int last = 0;
            while (in.next(last)) {
                last = in.field();
                switch (last) {
                    case 1 -> chunks = readChunks();
                    case 3 -> groupRows = in.count("rows of a row group");
                    default -> in.skip();
                }
            }
            addGroup(chunks, groupRows);
        }
    }

    private List<Chunk> readChunks() throws CorruptParquetException {
        int size = in.list(ThriftWriter.STRUCT);
        if (size != columns.size()) {
            throw new CorruptParquetException(
                    "row group has %d columns (expected %d)".formatted(size, columns.size()));
        }
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Chunk chunk = new Chunk();
            int last = 0;
            while (in.next(last)) {
                last = in.field();
                switch (last) {
                    case 3 -> readChunkMetadata(chunk);
                    case 4 -> chunk.indexOffset = in.number("offset of an index", Long.MAX_VALUE);
                    case 5 -> chunk.indexLength = in.count("length of an index");
                    default -> in.skip();
                }
            }
            chunks.add(chunk);
        }
        return chunks;
    }

    private void readChunkMetadata(Chunk chunk) throws CorruptParquetException {
        in.expectStruct();
        int last = 0;
        while (in.next(last)) {
            last = in.field();
            switch (last) {
                case 2 -> {
                    int size = in.list(ThriftWriter.I32);
                    for (int i = 0; i < size; i++) {
                        int encoding = in.i32();
                        chunk.encoding = i == 0 ? encoding : chunk.encoding;
                    }
                }
                case 4 -> chunk.codec = in.count("codec");
                case 9 -> chunk.dataOffset = in.number("offset of a page", Long.MAX_VALUE);
                case 11 ->
                        chunk.dictionaryOffset =
                                in.number("offset of a dictionary", Long.MAX_VALUE);
                default -> in.skip();
            }
        }
    }

    private void addGroup(List<Chunk> chunks, int groupRows) throws CorruptParquetException {
        if (chunks.isEmpty() || groupRows > Integer.MAX_VALUE - groupStart) {
            throw new CorruptParquetException(
                    "row group has %d columns and %d rows (expected at least one column)"
                            .formatted(chunks.size(), groupRows));
        }
        for (int i = 0; i < chunks.size(); i++) {
            addChunk(chunks.get(i), columns.get(i), groupRows);
        }
        groupStart += groupRows;
    }

    private void addChunk(Chunk chunk, ColumnPages column, int groupRows)
            throws CorruptParquetException {
        if (chunk.codec != Format.CODEC_ZSTD) {
            throw new CorruptParquetException(
                    "codec is %d (expected %d, zstd)".formatted(chunk.codec, Format.CODEC_ZSTD));
        }
        long dictionarySize =
                chunk.dictionaryOffset < 0 ? 0 : chunk.dataOffset - chunk.dictionaryOffset;
        if (dictionarySize < 0 || dictionarySize > Integer.MAX_VALUE) {
            throw new CorruptParquetException(
                    "dictionary has %d bytes (expected 0 to 2 GiB)".formatted(dictionarySize));
        }
        column.addGroup(chunk.encoding, chunk.dictionaryOffset, (int) dictionarySize);
        long start = chunk.indexOffset - tail.fileOffset();
        if (start < tail.indexes() || start + chunk.indexLength > tail.footer()) {
            throw new CorruptParquetException(
                    "offset index of column \"%s\" lies at %d (expected inside of the indexes)"
                            .formatted(column.column.name(), chunk.indexOffset));
        }
        new OffsetIndexReader(tail.bytes(), (int) start, (int) start + chunk.indexLength)
                .read(column, groupStart, groupRows);
    }

    /// What the footer tells of a column chunk.
    private static final class Chunk {
        int encoding = -1;
        int codec = -1;
        long dataOffset;
        long dictionaryOffset = -1;
        long indexOffset;
        int indexLength;
    }
}
