// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// What one gRPC call holds: until it is complete on the wire and no event of it runs any more.
final class GrpcCallLife {

    private final RequestScope scope;
    private final ServerCall<?, ?> call;
    private final Admission admission;
    private volatile boolean hasMessage;
    private final AtomicBoolean ended = new AtomicBoolean();

    /// Events that run, and one for the wire.
    private final AtomicInteger holders = new AtomicInteger(1);

    /// @param admission which has let the call in; it leaves by itself
    GrpcCallLife(RequestScope scope, ServerCall<?, ?> call, Admission admission) {
        this.scope = scope;
        this.call = call;
        this.admission = admission;
    }

    /// Starts the call, and returns a listener whose events run in the call's context.
    <T> ServerCall.Listener<T> guard(Supplier<ServerCall.Listener<T>> start) {
        GuardedListener<T> guarded = new GuardedListener<>();
        run(() -> guarded.delegate = start.get());
        return guarded;
    }

    void cancel(Throwable cause) {
        scope.cancel(
                cause instanceof com.linecorp.armeria.common.TimeoutException
                        ? new TimeoutException()
                        : null);
    }

    /// Says that the wire is done with it.
    void end() {
        if (ended.compareAndSet(false, true)) {
            scope.cancel(null);
            release();
        }
    }

    /// Whether a message of the caller has come in whole.
    boolean hasMessage() {
        return hasMessage;
    }

    private void release() {
        if (holders.decrementAndGet() == 0) {
            admission.leave();
        }
    }

    private void run(Runnable event) {
        holders.incrementAndGet();
        try {
            scope.call(() -> {
                event.run();
                return true;
            });
        } catch (Exception e) {
            StatusException failure =
                    Failures.toStatus(e, scope, call.getMethodDescriptor().getFullMethodName());
            call.close(Failures.toGrpc(failure), new Metadata());
        } finally {
            release();
        }
    }

    /// Runs each event in the call's context.
    private final class GuardedListener<T> extends ServerCall.Listener<T> {

        private volatile ServerCall.Listener<T> delegate = new ServerCall.Listener<>() {};

        @Override
        public void onMessage(T message) {
            hasMessage = true;
            run(() -> delegate.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            run(() -> delegate.onHalfClose());
        }

        @Override
        public void onCancel() {
            run(() -> delegate.onCancel());
        }

        @Override
        public void onComplete() {
            run(() -> delegate.onComplete());
        }

        @Override
        public void onReady() {
            run(() -> delegate.onReady());
        }
    }
}
