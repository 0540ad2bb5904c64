// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import com.github.luben.zstd.ZstdCompressCtx;
import java.util.zip.CRC32;

/// Compresses pages and appends them to a file, header first. For one thread.
final class PageWriter implements AutoCloseable {

    private final ByteBuilder file;
    private final ByteBuilder compressed = new ByteBuilder(1 << 16);
    private final ThriftWriter thrift;
    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private final CRC32 crc = new CRC32();

    PageWriter(ByteBuilder file, int level) {
        this.file = file;
        this.thrift = new ThriftWriter(file);
        zstd.setLevel(level);
    }

    void writeDictionary(ChunkLayout chunk, ByteBuilder body, int values) {
        int start = file.size();
        chunk.dictionaryOffset = file.position();
        beginHeader(Format.DICTIONARY_PAGE, chunk, body);
        thrift.beginField(7);
        thrift.i32(1, values);
        thrift.i32(2, Format.PLAIN);
        thrift.end();
        chunk.dictionaryChecksum = (int) crc.getValue();
        finish(chunk, body, start);
    }

    void writeData(
            ChunkLayout chunk, ByteBuilder body, int firstRow, int values, long min, long max) {
        int start = file.size();
        long offset = file.position();
        beginHeader(Format.DATA_PAGE, chunk, body);
        thrift.beginField(5);
        thrift.i32(1, values);
        thrift.i32(2, chunk.encoding);
        thrift.i32(3, Format.RLE);
        thrift.i32(4, Format.RLE);
        thrift.end();
        int size = finish(chunk, body, start);
        chunk.addPage(offset, size, (int) crc.getValue(), firstRow, min, max);
    }

    private void beginHeader(int type, ChunkLayout chunk, ByteBuilder body) {
        compress(body);
        crc.reset();
        crc.update(compressed.array(), 0, compressed.size());
        thrift.begin();
        thrift.i32(1, type);
        thrift.i32(2, body.size());
        thrift.i32(3, compressed.size());
        thrift.i32(4, (int) crc.getValue());
        chunk.uncompressedBytes += body.size();
    }

    private int finish(ChunkLayout chunk, ByteBuilder body, int start) {
        thrift.end();
        int header = file.size() - start;
        file.put(compressed.array(), 0, compressed.size());
        int size = file.size() - start;
        chunk.uncompressedBytes += header;
        chunk.compressedBytes += size;
        body.clear();
        return size;
    }

    private void compress(ByteBuilder body) {
        compressed.clear();
        int bound = Math.toIntExact(com.github.luben.zstd.Zstd.compressBound(body.size()));
        compressed.reserve(bound);
        compressed.advance(
                zstd.compressByteArray(compressed.array(), 0, bound, body.array(), 0, body.size()));
    }

    @Override
    public void close() {
        zstd.close();
    }
}
