// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.OutputStream;

/// Counts and sums up the bytes that go to another stream.
final class HashedOutput extends OutputStream {

    private final OutputStream out;
    private final HashStream64 hash = Hashing.xxh3_64().hashStream();
    private long length;

    HashedOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        hash.putByte((byte) b);
        length++;
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        hash.putBytes(bytes, offset, count);
        length += count;
        out.write(bytes, offset, count);
    }

    /// Bytes so far.
    long length() {
        return length;
    }

    /// XXH3, 64 bits, of the bytes so far.
    long checksum() {
        return hash.getAsLong();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
