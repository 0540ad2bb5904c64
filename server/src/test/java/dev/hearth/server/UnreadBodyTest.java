// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.server.UnreadBodies.Bounds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class UnreadBodyTest {

    private static final long NOT_RESET = -1;
    private static final long CANCEL = 8;
    private static final int BODY = 3 << 20;

    @ParameterizedTest
    @CsvSource({"404, /nothing-there", "405, /who", "401, /ingest", "401, /stream"})
    void anAnswerBeforeTheBodyIsNotReset(int status, String path) throws Exception {
        try (TestServer server = server(true);
                RawHttp2 client = new RawHttp2(server.server.port())) {
            assertAnsweredAndRead(client, client.post(path), status, BODY);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404, /push.v1.PusherService/Nothing, application/json",
        "415, /push.v1.PusherService/Push, text/plain",
        "401, /push.v1.PusherService/Push, application/proto"
    })
    void anAnswerToACallBeforeItsBodyIsNotReset(int status, String path, String type)
            throws Exception {
        try (TestServer server = server(true);
                RawHttp2 client = new RawHttp2(server.server.port())) {
            RawHttp2.Stream request = client.post(path, "content-type", type);

            assertAnsweredAndRead(client, request, status, BODY);
        }
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsReadToItsEnd() throws Exception {
        try (TestServer server = server(false);
                RawHttp2 client = new RawHttp2(server.server.port())) {
            RawHttp2.Stream request =
                    client.post("/ingest", "content-length", Integer.toString(BODY));

            assertAnsweredAndRead(client, request, 413, BODY);
        }
    }

    @Test
    void aRequestThatFindsNoRoomIsNotReset() throws Exception {
        try (TestServer server = server(false);
                RawHttp2 client = new RawHttp2(server.server.port())) {
            server.server.drain();

            assertAnsweredAndRead(client, client.post("/ingest"), 503, BODY);
        }
    }

    @Test
    void aBodyPastItsTimeIsReadToItsEnd() throws Exception {
        Settings settings =
                Settings.defaults().with(ServerFlags.REQUEST_TIMEOUT, Duration.ofMillis(50));
        for (String path : List.of("/ingest", "/stream")) {
            try (TestServer server = new TestServer(settings);
                    RawHttp2 client = new RawHttp2(server.server.port())) {
                RawHttp2.Stream request = client.post(path);
                client.send(request, 100, false);

                assertAnsweredAndRead(client, request, 504, BODY);
            }
        }
    }

    /// Sends the body once the answer is there.
    private static void assertAnsweredAndRead(
            RawHttp2 client, RawHttp2.Stream request, int status, int body) throws IOException {
        client.awaitAnswer(request);
        client.sync();
        assertThat(request.status).isEqualTo(status);
        assertThat(request.reset).isEqualTo(NOT_RESET);

        assertThat(client.send(request, body, true)).isEqualTo(body);
        client.sync();
        assertThat(request.reset).isEqualTo(NOT_RESET);
        RawHttp2.Stream next = client.post("/nothing-there");
        client.send(next, 10, true);
        client.awaitAnswer(next);
        assertThat(next.status).isIn(404, 503);
    }

    @Test
    void aBodyThatGrowsTooLargeIsReadToItsEnd() throws Exception {
        try (TestServer server = server(false);
                RawHttp2 client = new RawHttp2(server.server.port())) {
            RawHttp2.Stream request = client.post("/ingest");
            client.send(request, 1100, false);

            assertAnsweredAndRead(client, request, 413, BODY);
        }
    }

    @Test
    void aBodyThatTheBudgetHasNoRoomForIsReadToItsEnd() throws Exception {
        try (TestServer server =
                        new TestServer(
                                Settings.defaults().with(ServerFlags.MAX_INFLIGHT_BYTES, 1000L));
                RawHttp2 client = new RawHttp2(server.server.port())) {
            RawHttp2.Stream request = client.post("/ingest");
            client.send(request, 1001, false);

            assertAnsweredAndRead(client, request, 413, BODY);
        }
    }

    @Test
    void aBodyBeyondTheBoundIsReset() throws Exception {
        try (TestServer server = server(false);
                RawHttp2 client = new RawHttp2(server.server.port())) {
            RawHttp2.Stream request = client.post("/nothing-there");

            long sent = client.send(request, 100L << 20, true);

            assertThat(request.status).isEqualTo(404);
            assertThat(request.reset).isEqualTo(CANCEL);
            // What the client may have under way is a window more.
            assertThat(sent).isBetween(4L << 20, 6L << 20);
        }
    }

    @Test
    void aBodyThatDoesNotComeIsGivenUp() throws Exception {
        UnreadBodies bodies = new UnreadBodies(new Bounds(1, 1000, Duration.ofMillis(50)));
        try (Server server = refusing(bodies);
                RawHttp2 client = new RawHttp2(server.activeLocalPort())) {
            RawHttp2.Stream request = client.post("/");
            client.awaitAnswer(request);
            client.awaitReset(request);

            assertThat(request.status).isEqualTo(403);
            assertThat(bodies.current()).isZero();
        }
    }

    @Test
    void bodiesThatAreReadAreShown() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        UnreadBodies bodies = new UnreadBodies(new Bounds(7, 1000, Duration.ofMinutes(10)));
        RequestMetrics _ =
                new RequestMetrics(registry, new Admission(1), new ByteBudget(1), bodies);

        assertThat(bodies.tryEnter()).isTrue();
        assertThat(registry.get("hearth.requests.unread.bodies").gauge().value()).isEqualTo(1);
        assertThat(registry.get("hearth.requests.unread.bodies.limit").gauge().value())
                .isEqualTo(7);
        bodies.leave();
        assertThat(registry.get("hearth.requests.unread.bodies").gauge().value()).isZero();
    }

    @Test
    void noMoreBodiesThanAllowedAreReadAtOnce() throws Exception {
        UnreadBodies bodies = new UnreadBodies(new Bounds(1, 1000, Duration.ofMinutes(10)));
        try (Server server = refusing(bodies);
                RawHttp2 client = new RawHttp2(server.activeLocalPort())) {
            RawHttp2.Stream first = client.post("/");
            client.awaitAnswer(first);
            RawHttp2.Stream second = client.post("/");
            client.awaitReset(second);
            assertThat(second.status).isEqualTo(403);

            client.send(first, 1000, true);
            client.sync();
            assertThat(first.reset).isEqualTo(NOT_RESET);
            assertThat(bodies.current()).isZero();
        }
    }

    @Test
    void aStopDoesNotWaitForABody() throws Exception {
        TestServer server = server(true);
        try (RawHttp2 client = new RawHttp2(server.server.port())) {
            RawHttp2.Stream request = client.post("/ingest");
            client.awaitAnswer(request);
            long start = System.nanoTime();

            server.server.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(3));
        }
        server.close();
    }

    @Test
    void aConnectionOfHttp1GoesOnBehindTheBody() throws Exception {
        try (TestServer server = server(true);
                Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
            write(socket, "POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
            assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 401 Unauthorized");

            write(socket, "GET /bad HTTP/1.1\r\n".repeat(6).substring(0, 100));
            write(socket, "GET /small HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(nextStatusLine(socket)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2000})
    void aConnectionOfHttp1EndsWhenItsBodyIsGivenUp(int sent) throws Exception {
        UnreadBodies bodies = new UnreadBodies(new Bounds(1, 1000, Duration.ofMillis(50)));
        try (Server server = refusing(bodies);
                Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), server.activeLocalPort())) {
            write(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n");
            write(socket, "x".repeat(sent));

            String all =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(all).startsWith("HTTP/1.1 403 Forbidden\r\n");
            assertThat(bodies.current()).isZero();
        }
    }

    @Test
    void aClientThatSendsBodyAndAllAlwaysGetsTheAnswer() throws Exception {
        try (TestServer server = server(true);
                HttpClient client = HttpClient.newHttpClient()) {
            byte[] body = new byte[100_000];
            for (int i = 0; i < 300; i++) {
                HttpRequest request =
                        HttpRequest.newBuilder(
                                        server.uri(i % 2 == 0 ? "/ingest" : "/nothing-there"))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build();

                HttpResponse<String> response =
                        client.send(request, HttpResponse.BodyHandlers.ofString());

                assertThat(response.statusCode()).isEqualTo(i % 2 == 0 ? 401 : 404);
            }
        }
    }

    private static Server refusing(UnreadBodies bodies) {
        Server server =
                Server.builder()
                        .service("/", new Refusal())
                        .decorator(bodies)
                        .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
                        .build();
        server.start().join();
        return server;
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String statusLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read(); c != '\r' && c >= 0; ) {
            line.append((char) c);
            c = socket.getInputStream().read();
        }
        return line.toString();
    }

    /// Reads on until a line is a status line.
    private static String nextStatusLine(Socket socket) throws IOException {
        String line = statusLine(socket).strip();
        while (!line.contains("HTTP/1.1 ")) {
            line = statusLine(socket).strip();
        }
        return line.substring(line.indexOf("HTTP/1.1 "));
    }

    /// @param multitenant whether requests without a tenant are refused
    private static TestServer server(boolean multitenant) throws Exception {
        return new TestServer(
                Settings.defaults()
                        .with(ServerFlags.MULTITENANCY_ENABLED, multitenant)
                        .with(LimitFlags.INGESTION_BODY_LIMIT_MB, 0.001));
    }

    private static final class Refusal implements HttpService {

        @Override
        public ServiceOptions options() {
            return UnreadBodies.OPTIONS;
        }

        @Override
        public com.linecorp.armeria.common.HttpResponse serve(
                ServiceRequestContext http, com.linecorp.armeria.common.HttpRequest request) {
            return com.linecorp.armeria.common.HttpResponse.of(HttpStatus.FORBIDDEN);
        }
    }
}
