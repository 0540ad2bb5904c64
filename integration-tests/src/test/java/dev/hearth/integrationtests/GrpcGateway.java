// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Passes each gRPC call on to the process that has its service, without knowing what it is.
final class GrpcGateway implements AutoCloseable {

    private static final int MAX_MESSAGE = 128 << 20;

    private final Server server;
    private final Map<URI, ManagedChannel> channels = new ConcurrentHashMap<>();

    /// @param memberOf where a service is
    GrpcGateway(Function<String, URI> memberOf) throws IOException {
        server =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .maxInboundMessageSize(MAX_MESSAGE)
                        .fallbackHandlerRegistry(new Methods(memberOf))
                        .build()
                        .start();
    }

    int port() {
        return server.getPort();
    }

    private ManagedChannel channel(URI member) {
        return channels.computeIfAbsent(
                member,
                uri ->
                        NettyChannelBuilder.forAddress(uri.getHost(), uri.getPort())
                                .usePlaintext()
                                .maxInboundMessageSize(MAX_MESSAGE)
                                .build());
    }

    /// Every method there may be.
    private final class Methods extends HandlerRegistry {

        private final Function<String, URI> memberOf;

        Methods(Function<String, URI> memberOf) {
            this.memberOf = memberOf;
        }

        @Override
        public ServerMethodDefinition<byte[], byte[]> lookupMethod(
                String name, @Nullable String authority) {
            MethodDescriptor<byte[], byte[]> method =
                    MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                            .setFullMethodName(name)
                            .setType(MethodDescriptor.MethodType.UNKNOWN)
                            .build();
            return ServerMethodDefinition.create(
                    method,
                    new Forward(() ->
                            channel(memberOf.apply(name)).newCall(method, CallOptions.DEFAULT)));
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// One call, both ways.
    private record Forward(java.util.function.Supplier<ClientCall<byte[], byte[]>> calls)
            implements ServerCallHandler<byte[], byte[]> {

        @Override
        public ServerCall.Listener<byte[]> startCall(
                ServerCall<byte[], byte[]> from, Metadata headers) {
            ClientCall<byte[], byte[]> to = calls.get();
            to.start(new Back(from, to), headers);
            to.request(1);
            from.request(1);
            return new There(from, to);
        }
    }

    /// What the client sends.
    private static final class There extends ServerCall.Listener<byte[]> {

        private final ServerCall<byte[], byte[]> from;
        private final ClientCall<byte[], byte[]> to;

        There(ServerCall<byte[], byte[]> from, ClientCall<byte[], byte[]> to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void onMessage(byte[] message) {
            to.sendMessage(message);
            from.request(1);
        }

        @Override
        public void onHalfClose() {
            to.halfClose();
        }

        @Override
        public void onCancel() {
            to.cancel("the client cancelled", null);
        }
    }

    /// What the member answers.
    private static final class Back extends ClientCall.Listener<byte[]> {

        private final ServerCall<byte[], byte[]> from;
        private final ClientCall<byte[], byte[]> to;
        private boolean isBegun;

        Back(ServerCall<byte[], byte[]> from, ClientCall<byte[], byte[]> to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void onHeaders(Metadata headers) {
            isBegun = true;
            from.sendHeaders(headers);
        }

        @Override
        public void onMessage(byte[] message) {
            if (!isBegun) {
                onHeaders(new Metadata());
            }
            from.sendMessage(message);
            to.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            // In an answer without a head they are the headers of HTTP, which are the member's own.
            from.close(status, isBegun ? trailers : new Metadata());
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
