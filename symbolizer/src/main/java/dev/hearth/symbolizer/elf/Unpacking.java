// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Unpacks compressed sections, into no more bytes than allowed for all of one file.
final class Unpacking {

    private static final int ZLIB = 1;
    private static final int ZSTD = 2;

    private final Scratch scratch;
    private final long limit;
    private long left;

    /// @param limit most unpacked bytes, of all sections together
    Unpacking(Scratch scratch, long limit) {
        this.scratch = scratch;
        this.limit = limit;
        this.left = limit;
    }

    /// Unpacks what has a compression header (`Elf32_Chdr`, `Elf64_Chdr`) in front.
    ByteBuffer withHeader(ByteBuffer packed, boolean is64)
            throws MalformedDebuginfoException, IOException {
        ByteCursor header = new ByteCursor(packed);
        long method = header.u32();
        if (is64) {
            header.skip(4);
        }
        long size = header.word(is64);
        header.word(is64);
        ByteBuffer body = header.slice(header.position(), header.length() - header.position());
        if (method == ZLIB) {
            return inflate(body, size);
        }
        if (method == ZSTD) {
            return zstd(body, size);
        }
        throw new MalformedDebuginfoException(
                "a section is compressed with method %d (expected 1 or 2)".formatted(method));
    }

    /// Unpacks an old `.zdebug_` section: `ZLIB`, the length as eight bytes, the content.
    ByteBuffer old(ByteBuffer packed) throws MalformedDebuginfoException, IOException {
        ByteCursor header = new ByteCursor(packed.duplicate().order(java.nio.ByteOrder.BIG_ENDIAN));
        if (header.u32() != 0x5a4c4942L) {
            throw new MalformedDebuginfoException("a .zdebug section does not begin with ZLIB");
        }
        long size = header.u64();
        return inflate(header.slice(header.position(), header.length() - header.position()), size)
                .order(packed.order());
    }

    private ByteBuffer room(long size, ByteBuffer packed)
            throws MalformedDebuginfoException, IOException {
        if (size < 0 || size > Math.min(left, Integer.MAX_VALUE)) {
            throw new MalformedDebuginfoException(
                    "sections have more than %d bytes when unpacked"
                            .formatted(Math.min(limit, Integer.MAX_VALUE)));
        }
        left -= size;
        return scratch.allocate((int) size).order(packed.order());
    }

    private ByteBuffer inflate(ByteBuffer packed, long size)
            throws MalformedDebuginfoException, IOException {
        ByteBuffer out = room(size, packed);
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(packed.duplicate());
            while (out.hasRemaining()) {
                if (inflater.inflate(out) == 0
                        && (inflater.finished()
                                || inflater.needsInput()
                                || inflater.needsDictionary())) {
                    throw new MalformedDebuginfoException(
                            "a compressed section ends after %d of %d bytes"
                                    .formatted(out.position(), size));
                }
            }
        } catch (DataFormatException e) {
            throw new MalformedDebuginfoException("a section is not zlib: " + e.getMessage());
        }
        return out.flip().order(packed.order());
    }

    private ByteBuffer zstd(ByteBuffer packed, long size)
            throws MalformedDebuginfoException, IOException {
        ByteBuffer out = room(size, packed);
        ByteBuffer direct = packed;
        if (!packed.isDirect()) {
            direct = scratch.allocate(packed.limit()).put(packed.duplicate()).flip();
        }
        try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
            int written =
                    context.decompressDirectByteBuffer(
                            out, 0, (int) size, direct, 0, direct.limit());
            if (written != size) {
                throw new MalformedDebuginfoException(
                        "a compressed section has %d bytes (expected %d)".formatted(written, size));
            }
        } catch (ZstdException e) {
            throw new MalformedDebuginfoException("a section is not zstd: " + e.getMessage());
        }
        return out.order(packed.order());
    }
}
