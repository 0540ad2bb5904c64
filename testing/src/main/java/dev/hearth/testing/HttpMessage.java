// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Head of an HTTP/1.1 message, as it came, and how to find the end of its body.
final class HttpMessage {

    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    private final byte[] head;
    private final String text;

    private HttpMessage(byte[] head) {
        this.head = head;
        this.text = new String(head, StandardCharsets.ISO_8859_1);
    }

    /// Reads a head; null at the end of the connection.
    static @Nullable HttpMessage read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ended = 0;
        while (ended < END.length) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.write(next);
            ended = next == END[ended] ? ended + 1 : (next == END[0] ? 1 : 0);
        }
        return new HttpMessage(head.toByteArray());
    }

    byte[] head() {
        return head.clone();
    }

    String firstLine() {
        return text.substring(0, text.indexOf("\r\n"));
    }

    private @Nullable String header(String name) {
        for (String line : text.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip().toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    /// Length that the head tells; 0 if it tells none.
    int length() {
        String length = header("content-length");
        return length == null ? 0 : Integer.parseInt(length);
    }

    boolean endsConnection() {
        return "close".equals(header("connection")) || hasOpenEnd();
    }

    /// An answer without a length lasts as long as its connection.
    private boolean hasOpenEnd() {
        boolean isEmpty =
                firstLine().startsWith("HTTP/1.1 204") || firstLine().startsWith("HTTP/1.1 304");
        return firstLine().startsWith("HTTP/")
                && !isEmpty
                && header("content-length") == null
                && header("transfer-encoding") == null;
    }

    /// Passes the body on.
    void copyBody(InputStream in, OutputStream out) throws IOException {
        if ("chunked".equals(header("transfer-encoding"))) {
            copyChunks(in, out);
        } else if (hasOpenEnd()) {
            in.transferTo(out);
        } else {
            copy(in, out, length());
        }
    }

    private static void copyChunks(InputStream in, OutputStream out) throws IOException {
        int length = -1;
        while (length != 0) {
            byte[] line = line(in);
            out.write(line);
            String size = new String(line, StandardCharsets.ISO_8859_1).strip();
            length = Integer.parseInt(size.split(";", 2)[0], 16);
            copy(in, out, length);
            byte[] rest = line(in);
            out.write(rest);
            // Behind the last chunk may stand further lines, up to an empty one.
            while (length == 0 && rest.length > 2) {
                rest = line(in);
                out.write(rest);
            }
            out.flush();
        }
    }

    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = -1;
        while (next != '\n') {
            next = in.read();
            if (next < 0) {
                throw new EOFException("message ends early");
            }
            line.write(next);
        }
        return line.toByteArray();
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("message ends early");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }
}
