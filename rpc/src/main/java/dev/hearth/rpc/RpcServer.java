// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.server.ServerTls;
import dev.hearth.server.Service;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The port between the processes of a cluster: gRPC, with or without TLS. Nothing of it is for
/// clients of the API.
public final class RpcServer implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);

    /// Longest wait for calls to end.
    private static final long STOP_SECONDS = 10;

    /// How often clients may ask whether a connection still lives.
    private static final long PING_SECONDS = 5;

    private final RpcServerConfig config;
    private final List<BindableService> services;
    private @Nullable Server server;
    private @Nullable ExecutorService threads;

    /// One that does not listen yet.
    public RpcServer(RpcServerConfig config, List<BindableService> services) {
        this.config = config;
        this.services = List.copyOf(services);
    }

    @Override
    public String name() {
        return "grpc server";
    }

    /// @throws IOException if the address cannot be had, or a file of TLS cannot be used
    @Override
    public void start() throws IOException {
        ExecutorService workers =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("rpc-", 0).factory());
        try {
            InetSocketAddress address =
                    config.address().isEmpty()
                            ? new InetSocketAddress(config.port())
                            : new InetSocketAddress(config.address(), config.port());
            NettyServerBuilder builder =
                    NettyServerBuilder.forAddress(address, credentials(config.tls()))
                            .executor(workers)
                            .maxInboundMessageSize(config.maxMessageBytes())
                            .maxConcurrentCallsPerConnection(config.maxStreams())
                            .permitKeepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                            .permitKeepAliveWithoutCalls(true);
            services.forEach(builder::addService);
            server = builder.build().start();
            threads = workers;
        } catch (IOException | IllegalArgumentException e) {
            workers.shutdownNow();
            throw new IOException(
                    "cannot listen on \"%s\" port %d (set by %s and %s): %s"
                            .formatted(
                                    config.address(),
                                    config.port(),
                                    RpcFlags.LISTEN_ADDRESS,
                                    RpcFlags.LISTEN_PORT,
                                    e.getMessage()),
                    e);
        }
        LOG.info("listening for other components on port {}", port());
    }

    private static ServerCredentials credentials(@Nullable ServerTls tls) throws IOException {
        if (tls == null) {
            return InsecureServerCredentials.create();
        }
        TlsServerCredentials.Builder builder =
                TlsServerCredentials.newBuilder()
                        .keyManager(new File(tls.cert()), new File(tls.key()));
        if (!tls.ca().isEmpty()) {
            builder.trustManager(new File(tls.ca()));
        }
        return builder.clientAuth(
                        switch (tls.clients()) {
                            case NONE -> TlsServerCredentials.ClientAuth.NONE;
                            case IF_GIVEN -> TlsServerCredentials.ClientAuth.OPTIONAL;
                            case REQUIRED -> TlsServerCredentials.ClientAuth.REQUIRE;
                        })
                .build();
    }

    /// The port that it listens on, once it is started.
    public int port() {
        if (server == null) {
            throw new IllegalStateException("grpc server is not started");
        }
        return server.getPort();
    }

    @Override
    public void close() throws IOException {
        Server running = server;
        ExecutorService workers = threads;
        if (running == null || workers == null) {
            return;
        }
        try {
            if (!running.shutdown().awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                running.shutdownNow().awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            running.shutdownNow();
        } finally {
            workers.shutdownNow();
        }
    }
}
