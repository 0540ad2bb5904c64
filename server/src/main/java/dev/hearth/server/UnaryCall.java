// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// One call of a unary gRPC method without gRPC's transport: a message in, a message or a status
/// out.
final class UnaryCall extends ServerCall<Object, Object> {

    private final MethodDescriptor<Object, Object> method;
    private final CompletableFuture<Message> result = new CompletableFuture<>();
    private volatile @Nullable Message message;

    private UnaryCall(MethodDescriptor<Object, Object> method) {
        this.method = method;
    }

    /// Calls the method and waits for its answer.
    ///
    /// @throws StatusException what the method refused with
    /// @throws InterruptedException if the thread is interrupted
    static Message call(ServerMethodDefinition<Object, Object> definition, Message request)
            throws StatusException, InterruptedException {
        UnaryCall call = new UnaryCall(definition.getMethodDescriptor());
        ServerCall.Listener<Object> listener =
                definition.getServerCallHandler().startCall(call, new Metadata());
        listener.onReady();
        listener.onMessage(request);
        listener.onHalfClose();
        Context.current().addListener(_ -> listener.onCancel(), Runnable::run);
        try {
            Message answer = call.result.get();
            listener.onComplete();
            return answer;
        } catch (ExecutionException e) {
            listener.onComplete();
            throw e.getCause() instanceof StatusException status
                    ? status
                    : Failures.internal(e, call.method.getFullMethodName());
        }
    }

    @Override
    public void request(int numMessages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(Object sent) {
        message = (Message) sent;
    }

    @Override
    public void close(Status status, Metadata trailers) {
        Message sent = message;
        if (!status.isOk()) {
            result.completeExceptionally(Failures.fromGrpc(status));
        } else if (sent == null) {
            result.completeExceptionally(
                    new IllegalStateException("the method closed without an answer"));
        } else {
            result.complete(sent);
        }
    }

    @Override
    public boolean isCancelled() {
        return Context.current().isCancelled();
    }

    @Override
    public MethodDescriptor<Object, Object> getMethodDescriptor() {
        return method;
    }
}
