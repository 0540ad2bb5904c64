// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Stands in front of distributors, as an agent does that collects for programs: it takes what a
/// client pushes, sends it on until a distributor has it, and remembers it.
final class RetryingForwarder implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final HttpServer server;
    private final ChaosLoad.Door door;
    private final Queue<Pushed> taken = new ConcurrentLinkedQueue<>();
    private final Queue<Pushed> refused = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private volatile boolean isStopping;

    /// A request, to be sent as it was.
    static final class Pushed {
        private final String path;
        private final String contentType;
        private final byte[] body;

        private Pushed(String path, String contentType, byte[] body) {
            this.path = path;
            this.contentType = contentType;
            this.body = body;
        }

        int send(Api api) throws IOException {
            return reply(api).statusCode();
        }

        private HttpResponse<String> reply(Api api) throws IOException {
            return api.send(path, contentType, body);
        }
    }

    RetryingForwarder(ChaosLoad.Door door) throws IOException {
        this.door = door;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::forward);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void forward(HttpExchange exchange) throws IOException {
        pending.incrementAndGet();
        try (exchange) {
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            Pushed pushed =
                    new Pushed(
                            exchange.getRequestURI().toString(),
                            type == null ? "" : type,
                            exchange.getRequestBody().readAllBytes());
            byte[] answer = answer(exchange, pushed);
            exchange.getResponseBody().write(answer);
        } finally {
            pending.decrementAndGet();
        }
    }

    private byte[] answer(HttpExchange exchange, Pushed pushed) throws IOException {
        for (int i = 0; !isStopping; i++) {
            try {
                HttpResponse<String> reply = pushed.reply(door.distributor(i));
                if (reply.statusCode() < 500 && reply.statusCode() != 429) {
                    (reply.statusCode() == 200 ? taken : refused).add(pushed);
                    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(
                            reply.statusCode(), body.length == 0 ? -1 : body.length);
                    return body;
                }
            } catch (IOException _) {
                // it is away; the next one
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new IOException("nobody took " + pushed.path);
    }

    /// Waits until nothing is under way.
    void awaitIdle() throws IOException {
        ClusterPushes.await(() -> pending.get() == 0, "all that clients sent is taken");
    }

    /// What distributors took, in order.
    List<Pushed> taken() {
        return List.copyOf(taken);
    }

    /// What they did not want.
    List<Pushed> refused() {
        return List.copyOf(refused);
    }

    @Override
    public void close() {
        isStopping = true;
        server.stop(0);
    }
}
