// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One kept-alive HTTP/1.1 connection to a server on this machine, as cheap as can be, so that the
/// load generator takes little from the server that it measures. For one thread.
final class Connection implements Closeable {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Connection(int port) throws IOException {
        this(port, 600_000);
    }

    /// @param timeoutMillis how long to wait for bytes of an answer
    Connection(int port, int timeoutMillis) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(timeoutMillis);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = socket.getOutputStream();
    }

    /// Sends a POST and reads the answer.
    ///
    /// @return the body
    /// @throws IOException if the status is not 200
    byte[] post(String path, String contentType, byte[] body) throws IOException {
        byte[] head =
                """
                POST %s HTTP/1.1\r
                Host: localhost\r
                Content-Type: %s\r
                Content-Length: %d\r
                \r
                """
                        .formatted(path, contentType, body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[head.length + body.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        out.write(message);
        return answer(path);
    }

    /// Sends a GET and reads the answer.
    ///
    /// @return the body
    /// @throws IOException if the status is not 200
    byte[] get(String path) throws IOException {
        String head = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path);
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        return answer(path);
    }

    private byte[] answer(String path) throws IOException {
        String status = line();
        int length = 0;
        boolean isChunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            isChunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        byte[] body = isChunked ? chunks() : in.readNBytes(length);
        if (!status.contains(" 200")) {
            throw new IOException(
                    "%s answered %s %s"
                            .formatted(path, status, new String(body, StandardCharsets.UTF_8)));
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16);
                size > 0;
                size = Integer.parseInt(line(), 16)) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
