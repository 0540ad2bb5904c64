// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.io.IOException;

/// Reads rows of a column of strings. For one use.
final class StringDecoder {

    private final ColumnSource source;
    private final StringColumn into;
    private long[] scratch = new long[0];
    private int dictionaryGroup = -1;
    private int dictionaryStart;
    private int dictionarySize;

    StringDecoder(ColumnSource source, int rows) {
        this.source = source;
        this.into = new StringColumn(rows);
    }

    StringColumn read(int from, int count) throws IOException {
        ColumnPages pages = source.pages();
        source.want(from, from + count);
        int row = from;
        while (row < from + count) {
            int page = pages.pageOf(row);
            int group = pages.groupOf[page];
            boolean isCoded = pages.encodings[group] == Format.RLE_DICTIONARY;
            if (isCoded && group != dictionaryGroup) {
                readDictionary(group);
            }
            source.openPage(page);
            int rows = pages.rows(page);
            if (scratch.length < rows) {
                NumberCursor.checkRows(rows);
                scratch = new long[rows];
            }
            int skipped = row - pages.firstRows[page];
            int taken = Math.min(rows - skipped, from + count - row);
            decode(pages.encodings[group], rows, skipped, taken);
            row += taken;
        }
        return into;
    }

    private void readDictionary(int group) throws IOException {
        source.openDictionary(group);
        PageReader page = source.reader();
        dictionaryStart = into.size();
        dictionarySize = page.values();
        plain(page, dictionarySize, 0, dictionarySize);
        dictionaryGroup = group;
    }

    private void decode(int encoding, int rows, int skipped, int taken)
            throws CorruptParquetException {
        PageReader page = source.reader();
        int start = into.size();
        switch (encoding) {
            case Format.PLAIN -> plain(page, rows, skipped, taken);
            case Format.DELTA_LENGTH_BYTE_ARRAY -> deltaLength(page, rows, skipped, taken);
            case Format.RLE_DICTIONARY -> {
                RunHybrid.decode(page.body(), 0, page.size(), scratch, 0, rows, dictionarySize);
                for (int i = skipped; i < skipped + taken; i++) {
                    into.addRow(dictionaryStart + (int) scratch[i]);
                }
                return;
            }
            default ->
                    throw new CorruptParquetException(
                            "encoding of strings is %d (expected 0, 6 or 8)".formatted(encoding));
        }
        for (int i = 0; i < taken; i++) {
            into.addRow(start + i);
        }
    }

    private void plain(PageReader page, int count, int skipped, int taken)
            throws CorruptParquetException {
        VarintReader in = new VarintReader(page.body(), 0, page.size());
        for (int i = 0; i < count; i++) {
            int length = Plain.number(page.body(), in.take(4));
            int offset = in.take(length);
            if (i >= skipped && i < skipped + taken) {
                into.addString(page.body(), offset, length);
            }
        }
        PageReader.expect("bytes of a page of strings", in.position(), page.size());
    }

    private void deltaLength(PageReader page, int count, int skipped, int taken)
            throws CorruptParquetException {
        int end = page.size();
        int offset = DeltaBinaryPacked.decode(page.body(), 0, end, true, scratch, 0, count);
        VarintReader in = new VarintReader(page.body(), offset, end);
        for (int i = 0; i < count; i++) {
            int length = (int) scratch[i];
            int start = in.take(length);
            if (i >= skipped && i < skipped + taken) {
                into.addString(page.body(), start, length);
            }
        }
        PageReader.expect("bytes of a page of strings", in.position(), end);
    }
}
