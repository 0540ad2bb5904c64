// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.Limits;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RequestLifeTest {

    private static final String WAIT = "/querier.v1.QuerierService/Series";

    @Test
    void aRoutePastItsTimeIsAnsweredAndInterrupted() throws Exception {
        try (TestServer server = withTimeout()) {
            HttpResponse<byte[]> response = server.get("/wait");

            assertThat(response.statusCode()).isEqualTo(504);
            assertThat(TestServer.text(response)).startsWith("{\"code\":\"deadline_exceeded\"");
            assertThat(events(server, 3)).containsExactly("started", "cancelled", "interrupted");
        }
    }

    @Test
    void aWritingRoutePastItsTimeIsAnsweredButNotInterrupted() throws Exception {
        try (TestServer server = withTimeout()) {
            HttpResponse<byte[]> response = server.post("/wait", new byte[0]);

            assertThat(response.statusCode()).isEqualTo(504);
            assertThat(events(server, 2)).containsExactly("started", "cancelled");
            server.release.countDown();
            assertThat(server.events.poll(100, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void aRouteThatTakesAsLongAsItsWorkAnswersWhenItIsDone() throws Exception {
        try (TestServer server = withTimeout()) {
            CompletableFuture<HttpResponse<byte[]>> first =
                    async(() -> server.post("/wait-on", new byte[0]));
            assertThat(events(server, 1)).containsExactly("started");

            // Begins later, so the time of the first is over when this one's is.
            assertThat(server.post("/wait", new byte[0]).statusCode()).isEqualTo(504);
            assertThat(events(server, 2)).containsExactly("started", "cancelled");
            server.release.countDown();

            HttpResponse<byte[]> response = first.get();
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(TestServer.text(response)).isEqualTo("done");
        }
    }

    @Test
    void theBodyOfSuchARouteHasItsTimeAllTheSame() throws Exception {
        try (TestServer server = withTimeout();
                Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
            write(socket, "POST /wait-on HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");

            byte[] head = socket.getInputStream().readNBytes(12);

            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 504");
        }
    }

    @Test
    void aConnectCallHasTheDeadlineThatTheClientAsksFor() throws Exception {
        try (TestServer server = TestServer.start()) {
            HttpResponse<byte[]> response =
                    server.postJson(WAIT, "{}", "Connect-Timeout-Ms", "200");

            assertThat(response.statusCode()).isEqualTo(504);
            assertThat(TestServer.text(response)).startsWith("{\"code\":\"deadline_exceeded\"");
            assertThat(events(server, 3)).containsExactly("started", "cancelled", "interrupted");
        }
    }

    @Test
    void refusesAMalformedConnectTimeout() throws Exception {
        try (TestServer server = TestServer.start()) {
            HttpResponse<byte[]> response = server.postJson(WAIT, "{}", "Connect-Timeout-Ms", "2s");

            assertThat(response.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aClientThatGoesAwayCancelsItsRequest() throws Exception {
        try (TestServer server = TestServer.start()) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
                write(socket, "GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(server.events.poll(10, TimeUnit.SECONDS)).isEqualTo("started");
            }

            assertThat(events(server, 2)).containsExactly("cancelled", "interrupted");
        }
    }

    @Test
    void aBodyThatNeverEndsIsGivenUp() throws Exception {
        try (TestServer server = withTimeout();
                Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
            write(socket, "POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");

            byte[] head = socket.getInputStream().readNBytes(12);

            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 504");
        }
    }

    @Test
    void moreRequestsThanAllowedAreRefusedWith503() throws Exception {
        try (TestServer server =
                new TestServer(Settings.defaults().with(ServerFlags.MAX_CONCURRENT_REQUESTS, 1))) {
            CompletableFuture<HttpResponse<byte[]>> first = async(() -> server.get("/wait"));
            assertThat(server.events.poll(10, TimeUnit.SECONDS)).isEqualTo("started");

            HttpResponse<byte[]> second = server.get("/who");
            HttpResponse<byte[]> vital = server.get("/ready");
            server.release.countDown();

            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("retry-after")).hasValue("1");
            assertThat(TestServer.text(second)).startsWith("{\"code\":\"unavailable\"");
            assertThat(first.join().statusCode()).isEqualTo(200);
            assertThat(vital.statusCode()).isEqualTo(200);
            // Its place is free soon after its answer is there.
            int third = server.get("/who").statusCode();
            for (int i = 0; third == 503 && i < 1000; i++) {
                third = server.get("/who").statusCode();
            }
            assertThat(third).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatWouldNeverFitIsRefusedWith413() throws Exception {
        try (TestServer server =
                new TestServer(Settings.defaults().with(ServerFlags.MAX_INFLIGHT_BYTES, 1000L))) {
            HttpResponse<byte[]> large = server.post("/ingest", new byte[2000]);
            HttpResponse<byte[]> small = server.post("/ingest", new byte[900]);

            assertThat(large.statusCode()).isEqualTo(413);
            assertThat(small.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void bodiesThatAreTooLargeTogetherAreRefusedWith503() throws Exception {
        try (TestServer server =
                new TestServer(Settings.defaults().with(ServerFlags.MAX_INFLIGHT_BYTES, 1000L))) {
            try (Socket half = new Socket(InetAddress.getLoopbackAddress(), server.server.port())) {
                String head = "POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 800\r\n\r\n";
                write(half, head + "x".repeat(600));

                assertThat(firstStatusOtherThan200(server)).isEqualTo(503);
            }
        }
    }

    /// Posts until the half of a body that another connection sent is counted.
    private static int firstStatusOtherThan200(TestServer server) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        int status = 200;
        while (status == 200 && System.nanoTime() < deadline) {
            status = server.post("/ingest", new byte[900]).statusCode();
        }
        return status;
    }

    @Test
    void aStopLetsRequestsFinishAndRefusesNewOnes() throws Exception {
        TestServer server = TestServer.start();
        CompletableFuture<HttpResponse<byte[]>> first = async(() -> server.get("/wait"));
        assertThat(server.events.poll(10, TimeUnit.SECONDS)).isEqualTo("started");

        server.server.drain();
        HttpResponse<byte[]> second = server.get("/small");
        CompletableFuture<Boolean> closed =
                async(() -> {
                    server.server.close();
                    return true;
                });
        server.release.countDown();

        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aStopWithNothingToFinishIsQuick() throws Exception {
        TestServer server = TestServer.start();
        server.get("/small");
        long start = System.nanoTime();

        server.server.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        server.close();
    }

    @Test
    void aTakenPortIsAnErrorThatNamesTheFlags() throws Exception {
        try (TestServer server = TestServer.start()) {
            ServerConfig config =
                    ServerConfig.from(
                            Settings.defaults()
                                    .with(ServerFlags.HTTP_LISTEN_ADDRESS, "127.0.0.1")
                                    .with(ServerFlags.HTTP_LISTEN_PORT, server.server.port()));
            HttpServer second =
                    new HttpServer(
                            config,
                            new Endpoints(java.util.List.of(), java.util.List.of()),
                            Limits.same(TenantLimits.defaults()),
                            server.meters);

            org.assertj.core.api.Assertions.assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("-server.http-listen-port");
        }
    }

    private static TestServer withTimeout() throws Exception {
        return new TestServer(
                Settings.defaults().with(ServerFlags.REQUEST_TIMEOUT, Duration.ofMillis(300)));
    }

    private static String[] events(TestServer server, int count) throws InterruptedException {
        String[] events = new String[count];
        for (int i = 0; i < count; i++) {
            events[i] = server.events.poll(10, TimeUnit.SECONDS);
        }
        return events;
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static <T> CompletableFuture<T> async(java.util.concurrent.Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        result.complete(work.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }
}
