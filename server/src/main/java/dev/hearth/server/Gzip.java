// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Gzip of bodies, both ways.
final class Gzip {

    /// Answers below this many bytes are not worth it.
    static final int MIN_BYTES = 1400;

    private static final int STEP = 1 << 16;

    private Gzip() {}

    /// Whether an `Accept-Encoding` header takes gzip.
    static boolean isAccepted(@Nullable String header) {
        if (header == null) {
            return false;
        }
        for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] words = part.replace(" ", "").split(";", -1);
            boolean refused = words.length > 1 && words[1].matches("q=0(\\.0*)?");
            if ((words[0].equals("gzip") || words[0].equals("*")) && !refused) {
                return true;
            }
        }
        return false;
    }

    /// Unpacks, and stops at the limit: a bomb costs no more than that.
    ///
    /// @param share what the unpacked bytes are taken from
    /// @throws BodyTooLargeException if more than `limit` bytes come out
    /// @throws IOException if it is no gzip
    /// @throws StatusException if the server has no room
    static byte[] unpack(byte[] packed, long limit, ByteBudget.Share share)
            throws IOException, StatusException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, packed.length));
        byte[] step = new byte[STEP];
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), STEP)) {
            for (int read = in.read(step); read >= 0; read = in.read(step)) {
                if (out.size() + (long) read > limit) {
                    throw new BodyTooLargeException(limit);
                }
                share.take(read);
                out.write(step, 0, read);
            }
        }
        return out.toByteArray();
    }

    /// Packs.
    static byte[] pack(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, STEP)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
