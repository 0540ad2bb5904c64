// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// A client of HTTP/2 that sends what it is told, frame by frame, and remembers what came back.
final class RawHttp2 implements AutoCloseable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int FRAME_BYTES = 16_384;
    private static final int DEFAULT_WINDOW = 65_535;

    /// Longest wait for a frame; what waits for one that never comes fails then.
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder();
    private final Map<Integer, Stream> streams = new HashMap<>();
    private long window = DEFAULT_WINDOW;
    private int initialWindow = DEFAULT_WINDOW;
    private int pongs;

    /// What is known of one stream.
    static final class Stream {

        private final int id;
        private long window;

        /// Status of the answer, 0 before it is there.
        int status;

        /// Whether the answer is there to its end.
        boolean isAnswered;

        /// The error code that it was reset with, -1 if it was not.
        long reset = -1;

        private Stream(int id, long window) {
            this.id = id;
            this.window = window;
        }
    }

    RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(socket.getOutputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0], 0);
        sync(); // the server's settings are here then
    }

    /// Begins a request whose body is still to come.
    ///
    /// @param fields names and values
    Stream post(String path, String... fields) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        field(block, ":method", "POST");
        field(block, ":scheme", "http");
        field(block, ":path", path);
        field(block, ":authority", "localhost");
        for (int i = 0; i < fields.length; i += 2) {
            field(block, fields[i], fields[i + 1]);
        }
        Stream stream = new Stream(1 + 2 * streams.size(), initialWindow);
        streams.put(stream.id, stream);
        frame(HEADERS, END_HEADERS, stream.id, block.toByteArray(), block.size());
        return stream;
    }

    private static void field(ByteArrayOutputStream block, String name, String value) {
        block.write(0); // a literal that enters no table
        for (String text : new String[] {name, value}) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            block.write(bytes.length);
            block.writeBytes(bytes);
        }
    }

    /// Sends a part of a body as far as the server lets it, or until the stream is reset; returns
    /// how many bytes were sent.
    long send(Stream stream, long bytes, boolean isLast) throws IOException {
        long sent = 0;
        while (sent < bytes && stream.reset < 0) {
            int length = Math.toIntExact(Math.min(FRAME_BYTES, bytes - sent));
            if (Math.min(window, stream.window) < length) {
                read();
                continue;
            }
            sent += length;
            int flags = isLast && sent == bytes ? END_STREAM : 0;
            frame(DATA, flags, stream.id, new byte[length], length);
            window -= length;
            stream.window -= length;
        }
        return sent;
    }

    private void frame(int type, int flags, int stream, byte[] payload, int length)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream frame = new DataOutputStream(bytes);
        frame.writeByte(length >> 16);
        frame.writeShort(length);
        frame.writeByte(type);
        frame.writeByte(flags);
        frame.writeInt(stream);
        frame.write(payload, 0, length);
        out.write(bytes.toByteArray());
    }

    void awaitAnswer(Stream stream) throws IOException {
        while (!stream.isAnswered) {
            read();
        }
    }

    void awaitReset(Stream stream) throws IOException {
        while (stream.reset < 0) {
            read();
        }
    }

    /// Returns when the server has seen all that was sent, and all that it had sent by then is
    /// here.
    void sync() throws IOException {
        int before = pongs;
        frame(PING, 0, 0, new byte[8], 8);
        while (pongs == before) {
            read();
        }
    }

    private void read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int id = in.readInt();
        byte[] payload = in.readNBytes(length);
        DataInputStream values = new DataInputStream(new ByteArrayInputStream(payload));
        Stream stream = streams.get(id);
        switch (type) {
            case SETTINGS -> settings(flags, values);
            case PING -> pongs += flags & ACK;
            case WINDOW_UPDATE -> {
                if (stream == null) {
                    window += values.readInt();
                } else {
                    stream.window += values.readInt();
                }
            }
            default -> {
                if (stream != null) {
                    answer(stream, type, flags, payload, values);
                }
            }
        }
    }

    private void settings(int flags, DataInputStream values) throws IOException {
        if ((flags & ACK) != 0) {
            return;
        }
        while (values.available() > 0) {
            int name = values.readUnsignedShort();
            int value = values.readInt();
            if (name == INITIAL_WINDOW_SIZE) {
                initialWindow = value;
            }
        }
        frame(SETTINGS, ACK, 0, new byte[0], 0);
    }

    private void answer(Stream stream, int type, int flags, byte[] payload, DataInputStream values)
            throws IOException {
        if (type == RST_STREAM) {
            stream.reset = values.readInt();
            return;
        }
        if (type == HEADERS && stream.status == 0) {
            try {
                CharSequence status =
                        headers.decodeHeaders(stream.id, Unpooled.wrappedBuffer(payload)).status();
                stream.status = Integer.parseInt(status.toString());
            } catch (Http2Exception e) {
                throw new IOException(e);
            }
        }
        stream.isAnswered |= (flags & END_STREAM) != 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
