// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.zip.CRC32;

/// Checks and decompresses pages. For one thread; a page stays until the next is opened.
final class PageReader implements AutoCloseable {

    /// Largest page that is believed, in bytes.
    private static final int MAX_PAGE = 1 << 28;

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final CRC32 crc = new CRC32();
    private byte[] body = new byte[0];
    private int bodySize;

    private int type;
    private int uncompressed;
    private int compressed;
    private int checksum;
    private boolean hasChecksum;
    private int values;
    private int encoding;

    /// The decompressed page, [BitPacking#PADDING] bytes longer at least than [#size].
    byte[] body() {
        return body;
    }

    int size() {
        return bodySize;
    }

    /// Values that the page says it has.
    int values() {
        return values;
    }

    /// Opens the page that is `bytes[offset .. offset + size)`.
    ///
    /// @param expectedType [Format#DATA_PAGE] or [Format#DICTIONARY_PAGE]
    void open(byte[] bytes, int offset, int size, int expectedType, int expectedEncoding)
            throws CorruptParquetException {
        int bodyOffset = readHeader(bytes, offset, offset + size);
        expect("type of a page", type, expectedType);
        expect("encoding of a page", encoding, expectedEncoding);
        expect("compressed bytes of a page", compressed, offset + size - bodyOffset);
        crc.reset();
        crc.update(bytes, bodyOffset, compressed);
        if (!hasChecksum || checksum != (int) crc.getValue()) {
            throw new CorruptParquetException(
                    "checksum of a page is %08x (expected %08x)"
                            .formatted((int) crc.getValue(), checksum));
        }
        long contentSize = Zstd.getFrameContentSize(bytes, bodyOffset, compressed);
        expect("bytes of a page", contentSize, uncompressed);
        decompress(bytes, bodyOffset);
    }

    /// Tells whether the opened page is the one that the file's end speaks of.
    void expectChecksum(int expected) throws CorruptParquetException {
        if (checksum != expected) {
            throw new CorruptParquetException(
                    "page has checksum %08x (expected %08x, that of the page that belongs here)"
                            .formatted(checksum, expected));
        }
    }

    private void decompress(byte[] bytes, int offset) throws CorruptParquetException {
        if (uncompressed > MAX_PAGE) {
            throw new CorruptParquetException(
                    "page has %d bytes (limit %d)".formatted(uncompressed, MAX_PAGE));
        }
        if (body.length < uncompressed + BitPacking.PADDING) {
            body = new byte[uncompressed + BitPacking.PADDING];
        }
        try {
            bodySize = zstd.decompressByteArray(body, 0, uncompressed, bytes, offset, compressed);
        } catch (ZstdException e) {
            throw new CorruptParquetException(
                    "page does not decompress: %s (expected a zstd frame)"
                            .formatted(e.getMessage()));
        }
        expect("decompressed bytes of a page", bodySize, uncompressed);
    }

    private int readHeader(byte[] bytes, int offset, int end) throws CorruptParquetException {
        ThriftReader in = new ThriftReader(bytes, offset, end);
        type = -1;
        encoding = -1;
        values = -1;
        hasChecksum = false;
        int last = 0;
        while (in.next(last)) {
            last = in.field();
            switch (last) {
                case 1 -> type = in.count("type of a page");
                case 2 -> uncompressed = in.count("bytes of a page");
                case 3 -> compressed = in.count("compressed bytes of a page");
                case 4 -> {
                    checksum = (int) in.number();
                    hasChecksum = true;
                }
                case 5, 7 -> readKind(in);
                default -> in.skip();
            }
        }
        return in.position();
    }

    /// Reads the header of a data page or of a dictionary page, which begin alike.
    private void readKind(ThriftReader in) throws CorruptParquetException {
        in.expectStruct();
        int last = 0;
        while (in.next(last)) {
            last = in.field();
            switch (last) {
                case 1 -> values = in.count("values of a page");
                case 2 -> encoding = in.count("encoding of a page");
                default -> in.skip();
            }
        }
    }

    static void expect(String what, long found, long expected) throws CorruptParquetException {
        if (found != expected) {
            throw new CorruptParquetException(
                    "%s is %d (expected %d)".formatted(what, found, expected));
        }
    }

    @Override
    public void close() {
        zstd.close();
    }
}
