// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.hearth.config.Limits;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one HTTP port of a process: HTTP/1.1 and HTTP/2, with TLS or without; Connect, gRPC,
/// gRPC-Web and plain routes.
///
/// Safe for many threads, except that [#start] and [#close] are called once each, in this order.
public final class HttpServer implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /// Longest wait for the port and idle connections to close.
    private static final long STOP_SECONDS = 10;

    /// How much is read, and how long, of a body that is left when its request is answered: enough
    /// for a client to send what is under way, and to see the answer.
    private static final long UNREAD_BYTES = 4 << 20;

    private static final Duration UNREAD_TIME = Duration.ofSeconds(5);

    private final ServerConfig config;
    private final Endpoints endpoints;
    private final Limits limits;
    private final Admission admission;
    private final ByteBudget budget;
    private final UnreadBodies unread;
    private final RequestMetrics metrics;
    private @Nullable Running running;

    /// Threads of a running server.
    private record Threads(
            EventLoopGroup acceptor,
            EventLoopGroup loops,
            ExecutorService workers,
            ScheduledThreadPoolExecutor grpcWorkers) {

        static Threads start(int maxRequests) {
            return new Threads(
                    AcceptorGroup.create(),
                    EventLoopGroups.newEventLoopGroup(
                            Math.max(2, Runtime.getRuntime().availableProcessors()), "http", true),
                    Executors.newThreadPerTaskExecutor(
                            Thread.ofVirtual().name("request-", 0).factory()),
                    new ScheduledThreadPoolExecutor(
                            maxRequests, Thread.ofVirtual().name("grpc-", 0).factory()));
        }

        void stop() {
            acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
            workers.shutdownNow();
            grpcWorkers.shutdownNow();
        }
    }

    private record Running(Server server, Threads threads) {}

    /// A server that does not listen yet.
    ///
    /// @throws IllegalArgumentException if two routes or services collide, when it starts
    public HttpServer(
            ServerConfig config, Endpoints endpoints, Limits limits, MeterRegistry meters) {
        this.config = config;
        this.endpoints = endpoints;
        this.limits = limits;
        this.admission = new Admission(config.load().maxRequests());
        this.budget = new ByteBudget(config.load().maxBodyBytes());
        this.unread =
                new UnreadBodies(
                        new UnreadBodies.Bounds(
                                config.load().maxRequests(), UNREAD_BYTES, UNREAD_TIME));
        this.metrics = new RequestMetrics(meters, admission, budget, unread);
    }

    @Override
    public String name() {
        return "http server";
    }

    /// Listens. Requests are answered from here on.
    ///
    /// @throws IOException if the address cannot be had
    @Override
    public void start() throws IOException {
        Threads threads = Threads.start(config.load().maxRequests());
        try {
            Server server = build(threads);
            server.start().join();
            running = new Running(server, threads);
        } catch (CompletionException e) {
            threads.stop();
            throw new IOException(
                    "cannot listen on %s (set by -server.http-listen-address and -server.http-listen-port): %s"
                            .formatted(listenName(), reason(e)),
                    e);
        } catch (IOException | RuntimeException e) {
            threads.stop();
            throw e;
        }
        LOG.info("listening on {}", address());
    }

    private String listenName() {
        ServerConfig.Listen listen = config.listen();
        String address = listen.address().isEmpty() ? "port " : listen.address() + ":";
        return address + listen.port();
    }

    /// What the system said, without the exceptions around it.
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private Server build(Threads threads) throws IOException {
        RequestRunner runner = new RequestRunner(admission, budget, threads.workers(), metrics);
        Tenancy tenancy = new Tenancy(config.multitenancy(), config.federation());
        ServerBuilder builder =
                Server.builder()
                        .bossGroupFactory(_ -> threads.acceptor())
                        .workerGroup(threads.loops(), false)
                        .blockingTaskExecutor(threads.grpcWorkers(), false)
                        .disableServerHeader()
                        .maxRequestLength(0)
                        .requestTimeoutMillis(0)
                        .idleTimeout(config.listen().idleTimeout())
                        .connectionDrainDuration(Duration.ZERO)
                        .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO);
        listen(builder);
        AnswerDelay delay = new AnswerDelay(tenancy, limits);
        String prefix = config.listen().pathPrefix();
        endpoints.pushPaths().forEach(path -> builder.decorator(prefix + path, delay));
        Dispatcher routes = new Dispatcher(endpoints, runner, tenancy, limits, config);
        if (!endpoints.services().isEmpty()) {
            new RpcMount(config, limits, tenancy, admission, metrics, budget)
                    .mount(builder, endpoints, runner, routes);
        }
        return builder.serviceUnder("/", routes).decorator(unread).build();
    }

    private void listen(ServerBuilder builder) throws IOException {
        ServerTls tls = config.listen().tls();
        if (tls == null) {
            builder.http(listenAddress());
            return;
        }
        List<X509Certificate> chain = TlsFiles.certificates(tls.cert());
        PrivateKey key = TlsFiles.key(tls.key(), chain.getFirst().getPublicKey());
        List<X509Certificate> authorities =
                tls.ca().isEmpty() ? List.of() : TlsFiles.certificates(tls.ca());
        builder.https(listenAddress())
                .tls(TlsKeyPair.of(key, chain))
                .tlsCustomizer(context -> {
                    if (!authorities.isEmpty()) {
                        context.trustManager(authorities);
                    }
                    context.clientAuth(
                            switch (tls.clients()) {
                                case NONE -> ClientAuth.NONE;
                                case IF_GIVEN -> ClientAuth.OPTIONAL;
                                case REQUIRED -> ClientAuth.REQUIRE;
                            });
                });
    }

    private InetSocketAddress listenAddress() {
        String address = config.listen().address();
        int port = config.listen().port();
        return address.isEmpty()
                ? new InetSocketAddress(port)
                : new InetSocketAddress(address, port);
    }

    /// The port that it listens on.
    ///
    /// @throws IllegalStateException if it does not run
    public int port() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the server does not run");
        }
        return now.server().activeLocalPort();
    }

    /// Where a browser on this machine finds it: `http://localhost:4040`, or `https` with TLS.
    public String address() {
        String address = config.listen().address();
        boolean anywhere = address.isEmpty() || address.equals("0.0.0.0") || address.equals("::");
        String host =
                anywhere ? "localhost" : address.contains(":") ? "[" + address + "]" : address;
        String scheme = config.listen().tls() == null ? "http" : "https";
        return "%s://%s:%d%s".formatted(scheme, host, port(), config.listen().pathPrefix());
    }

    /// Refuses new requests with 503 from now on; those at hand go on. [#close] does it too; called
    /// earlier, `/ready` can tell balancers first.
    public void drain() {
        admission.close();
    }

    /// Refuses new requests, waits for those at hand as long as `-server.graceful-shutdown-timeout`
    /// says, then closes the port and every connection.
    @Override
    public void close() throws IOException {
        Running now = running;
        if (now == null) {
            return;
        }
        running = null;
        drain();
        try {
            if (!admission.awaitIdle(config.shutdownTimeout())) {
                LOG.warn("{} requests are cut off by the stop", admission.current());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            now.server().stop().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the port did not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            now.threads().stop();
        }
    }
}
