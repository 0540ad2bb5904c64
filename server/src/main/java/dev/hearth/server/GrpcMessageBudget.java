// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.google.protobuf.Descriptors.Descriptor;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/// Takes what a gRPC message will become in memory from the server's budget, before it is parsed.
/// Stands before methods whose messages are still bytes ([#BYTES]).
final class GrpcMessageBudget implements ServerInterceptor {

    /// Messages as the bytes that came.
    static final Marshaller<byte[]> BYTES =
            new Marshaller<>() {
                @Override
                public InputStream stream(byte[] message) {
                    return new ByteArrayInputStream(message);
                }

                @Override
                public byte[] parse(InputStream stream) {
                    try (stream) {
                        return stream.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };

    private final ByteBudget budget;
    private final Map<String, Descriptor> requests;

    /// @param requests by the full name of each method the type of its request
    GrpcMessageBudget(ByteBudget budget, Map<String, Descriptor> requests) {
        this.budget = budget;
        this.requests = Map.copyOf(requests);
    }

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        Descriptor request = requests.get(call.getMethodDescriptor().getFullMethodName());
        ServerCall.Listener<ReqT> listener = next.startCall(call, headers);
        return request == null ? listener : new Weighing<>(listener, call, request);
    }

    /// Lets through what there is room for.
    private final class Weighing<T> extends SimpleForwardingServerCallListener<T> {

        private final ServerCall<T, ?> call;
        private final Descriptor request;
        private final ByteBudget.Share share = new ByteBudget.Share(budget);
        private boolean isRefused;

        Weighing(ServerCall.Listener<T> listener, ServerCall<T, ?> call, Descriptor request) {
            super(listener);
            this.call = call;
            this.request = request;
        }

        @Override
        public void onMessage(T message) {
            try {
                if (message instanceof byte[] bytes) {
                    share.take(bytes.length);
                    new MessageCost(share::take).addAll(bytes, request);
                }
            } catch (StatusException e) {
                isRefused = true;
                share.giveBack();
                call.close(Failures.toGrpc(e), new Metadata());
                return;
            }
            super.onMessage(message);
        }

        @Override
        public void onHalfClose() {
            if (!isRefused) {
                super.onHalfClose();
            }
        }

        @Override
        public void onComplete() {
            share.giveBack();
            super.onComplete();
        }

        @Override
        public void onCancel() {
            share.giveBack();
            super.onCancel();
        }
    }
}
