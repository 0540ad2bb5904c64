// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.io.IOException;
import java.util.BitSet;

/// Fetches the pages of one column that certain rows lie in, neighbours together. For one thread.
final class ColumnSource implements AutoCloseable {

    /// Bytes that are read at once, if more than one page is wanted.
    private static final int READ = 1 << 20;

    /// Bytes that are read in vain rather than asking twice.
    private static final int GAP = 1 << 15;

    private final RangeReader file;
    private final ColumnPages pages;
    private final PageReader reader = new PageReader();
    private final BitSet wanted = new BitSet();
    private byte[] buffer = new byte[0];
    private long bufferOffset;

    ColumnSource(RangeReader file, ColumnPages pages) {
        this.file = file;
        this.pages = pages;
    }

    ColumnPages pages() {
        return pages;
    }

    PageReader reader() {
        return reader;
    }

    /// Announces that rows `from` to `to`, exclusive, will be read.
    void want(int from, int to) {
        if (from < to) {
            wanted.set(pages.pageOf(from), pages.pageOf(to - 1) + 1);
        }
    }

    /// Opens a data page.
    void openPage(int page) throws IOException {
        int encoding = pages.encodings[pages.groupOf[page]];
        int offset = fetch(page);
        reader.open(buffer, offset, pages.sizes[page], Format.DATA_PAGE, encoding);
        PageReader.expect("values of a page", reader.values(), pages.rows(page));
        reader.expectChecksum(pages.checksums[page]);
    }

    /// Opens the dictionary of a row group.
    void openDictionary(int group) throws IOException {
        int size = pages.dictionarySizes[group];
        byte[] bytes = file.read(pages.dictionaryOffsets[group], size);
        reader.open(bytes, 0, size, Format.DICTIONARY_PAGE, Format.PLAIN);
        reader.expectChecksum(pages.dictionaryChecksums[group]);
    }

    private int fetch(int page) throws IOException {
        long offset = pages.offsets[page];
        int size = pages.sizes[page];
        boolean isThere = offset >= bufferOffset && offset + size <= bufferOffset + buffer.length;
        if (!isThere) {
            long end = offset + size;
            int next = wanted.nextSetBit(page + 1);
            while (next > 0 && isNear(offset, end, next)) {
                end = pages.offsets[next] + pages.sizes[next];
                next = wanted.nextSetBit(next + 1);
            }
            buffer = file.read(offset, (int) (end - offset));
            bufferOffset = offset;
        }
        return (int) (offset - bufferOffset);
    }

    private boolean isNear(long start, long end, int page) {
        long gap = pages.offsets[page] - end;
        return gap >= 0 && gap <= GAP && pages.offsets[page] + pages.sizes[page] - start <= READ;
    }

    @Override
    public void close() {
        reader.close();
    }
}
