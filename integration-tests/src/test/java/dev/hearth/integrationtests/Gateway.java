// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// One address in front of a cluster, as `deploy/compose/gateway.conf` is one: what is pushed goes
/// to the distributor, the rest to whoever has the path.
///
/// One connection carries one request of HTTP/1.1, byte for byte but for the headers that are about
/// the connection. What begins with HTTP/2 is gRPC, and goes through [GrpcGateway].
final class Gateway implements AutoCloseable {

    private static final String HTTP_2 = "PRI * HTTP/2.0";
    private static final int MAX_HEAD = 64 << 10;

    private final ServerSocket server;
    private final GrpcGateway grpc;
    private final Map<String, URI> members;

    /// @param members where each component listens, by its name
    Gateway(Map<String, URI> members) throws IOException {
        this.members = Map.copyOf(members);
        this.grpc = new GrpcGateway(service -> memberOf("/" + service));
        this.server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private URI memberOf(String path) {
        String component = componentOf(path);
        URI member = members.get(component);
        if (member == null) {
            throw new IllegalStateException("there is no " + component);
        }
        return member;
    }

    /// Who serves a path.
    private static String componentOf(String path) {
        for (String push :
                new String[] {
                    "/ingest",
                    "/pyroscope/ingest",
                    "/push.v1.",
                    "/v1development/",
                    "/opentelemetry.",
                    "/debuginfo."
                }) {
            if (path.startsWith(push) && !path.startsWith("/ingester")) {
                return "distributor";
            }
        }
        if (path.startsWith("/ingester/")) {
            return "ingester";
        }
        return path.startsWith("/api/v1/delete") || path.startsWith("/compactor/")
                ? "compactor"
                : "querier";
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                InputStream in = new BufferedInputStream(client.getInputStream())) {
            byte[] head = head(in);
            String text = new String(head, StandardCharsets.ISO_8859_1);
            boolean isGrpc = text.startsWith(HTTP_2);
            String[] first = text.lines().findFirst().orElse("").split(" ", -1);
            URI member = memberOf(first.length > 1 ? first[1] : "");
            int port = isGrpc ? grpc.port() : member.getPort();
            try (Socket to = new Socket(InetAddress.getLoopbackAddress(), port)) {
                to.getOutputStream()
                        .write(isGrpc ? head : alone(text).getBytes(StandardCharsets.ISO_8859_1));
                Thread.ofVirtual().start(() -> pass(in, to));
                to.getInputStream().transferTo(client.getOutputStream());
            }
        } catch (IOException e) {
            // the client went away, or finds out by itself that the member did
        }
    }

    /// What the client sends goes on until there is no more.
    private static void pass(InputStream in, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                out.write(bytes, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(to); // the client is gone
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }

    /// Everything up to the empty line, or to the end.
    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            last = last << 8 | next;
            if (last == 0x0d0a0d0a || head.size() == MAX_HEAD) {
                break;
            }
        }
        return head.toByteArray();
    }

    /// A request that is the only one on its connection.
    private static String alone(String head) {
        StringBuilder alone = new StringBuilder();
        for (String line : head.split("\r\n", -1)) {
            String name = line.toLowerCase(Locale.ROOT);
            if (line.isEmpty()) {
                break;
            }
            if (!name.startsWith("connection:")
                    && !name.startsWith("upgrade:")
                    && !name.startsWith("http2-settings:")) {
                alone.append(line).append("\r\n");
            }
        }
        return alone.append("Connection: close\r\n\r\n").toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        grpc.close();
    }
}
