// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Runs requests inside the server's bounds: how many at once, how many bytes of bodies, how long.
///
/// The client is answered when the work is done or the time is over, whichever comes first; what
/// the request holds is given back when the work is done.
final class RequestRunner {

    /// What bounds one request.
    ///
    /// @param label the route, for metrics and logs
    /// @param bodyLimit most bytes of the body
    /// @param timeout longest time, zero for no limit
    /// @param interruptible whether a cancelled request's thread is interrupted
    /// @param vital whether it is answered however many others are at hand
    /// @param unhurried whether the time is that of the body alone, and the work may take any
    /// @param whenTooLarge what is done when the body is refused for its size
    record Bounds(
            String label,
            long bodyLimit,
            Duration timeout,
            boolean interruptible,
            boolean vital,
            boolean unhurried,
            Runnable whenTooLarge) {}

    private static final byte[] NO_BYTES = {};

    private final Admission admission;
    private final ByteBudget budget;
    private final ExecutorService workers;
    private final RequestMetrics metrics;

    RequestRunner(
            Admission admission,
            ByteBudget budget,
            ExecutorService workers,
            RequestMetrics metrics) {
        this.admission = admission;
        this.budget = budget;
        this.workers = workers;
        this.metrics = metrics;
    }

    /// Runs one request.
    ///
    /// @param context what the handler sees as [Context#current]
    HttpResponse run(
            ServiceRequestContext http,
            HttpRequest request,
            Context context,
            Bounds bounds,
            Answer answer) {
        return run(http, request, context, bounds, answer, null);
    }

    /// Runs one request.
    ///
    /// @param context what the handler sees as [Context#current]
    /// @param stream takes the body while the work is done; null to collect it first
    HttpResponse run(
            ServiceRequestContext http,
            HttpRequest request,
            Context context,
            Bounds bounds,
            Answer answer,
            @Nullable BodyStream stream) {
        String acceptEncoding = request.headers().get("accept-encoding");
        try {
            admission.enter(bounds.vital());
        } catch (StatusException e) {
            request.abort();
            metrics.count(http, bounds.label(), e.httpStatus());
            return Replies.toHttp(answer.refusal(e).withHeader("retry-after", "1"), acceptEncoding);
        }
        Exchange exchange =
                new Exchange(
                        http, bounds, answer, new RequestScope(context, bounds.interruptible()));
        exchange.acceptEncoding = acceptEncoding;
        return exchange.start(request, stream);
    }

    /// One request on its way. Its steps follow one another; only [#send] may be called twice.
    private final class Exchange {

        private final ServiceRequestContext http;
        private final Bounds bounds;
        private final Answer answer;
        private final RequestScope scope;
        private final ByteBudget.Share share = new ByteBudget.Share(budget);
        private final CompletableFuture<HttpResponse> response = new CompletableFuture<>();
        private final long startNanos = System.nanoTime();
        private @Nullable String acceptEncoding;
        private @Nullable ScheduledFuture<?> timer;

        Exchange(ServiceRequestContext http, Bounds bounds, Answer answer, RequestScope scope) {
            this.http = http;
            this.bounds = bounds;
            this.answer = answer;
            this.scope = scope;
        }

        HttpResponse start(HttpRequest request, @Nullable BodyStream stream) {
            HttpResponse deferred = HttpResponse.of(response);
            CompletableFuture<Void> _ =
                    deferred.whenComplete()
                            .whenComplete((_, failure) -> {
                                if (failure != null) {
                                    scope.cancel(null);
                                }
                            });
            if (!bounds.timeout().isZero()) {
                timer =
                        http.eventLoop()
                                .schedule(
                                        this::timeOut,
                                        bounds.timeout().toNanos(),
                                        TimeUnit.NANOSECONDS);
            }
            if (stream == null) {
                collect(request);
            } else {
                stream(request, stream);
            }
            return deferred;
        }

        private void stream(HttpRequest request, BodyStream stream) {
            request.subscribe(stream, http.eventLoop());
            scope.onCancel(stream::cancel);
            workers.execute(() -> {
                try {
                    work(NO_BYTES);
                } finally {
                    stream.close();
                }
            });
        }

        private void collect(HttpRequest request) {
            CompletableFuture<byte[]> body =
                    RequestBody.collect(request, http.eventLoop(), bounds.bodyLimit(), share);
            scope.onCancel(() -> body.completeExceptionally(new TimeoutException()));
            CompletableFuture<byte[]> _ =
                    body.whenComplete((bytes, failure) -> {
                        if (failure == null) {
                            stopTimer(bounds.unhurried());
                            workers.execute(() -> work(bytes));
                        } else {
                            refuse(failure);
                            finish();
                        }
                    });
        }

        private void stopTimer(boolean isOver) {
            ScheduledFuture<?> started = timer;
            if (isOver && started != null) {
                started.cancel(false);
            }
        }

        private void timeOut() {
            scope.cancel(new TimeoutException());
            if (scope.isCancelled()) {
                send(answer.refusal(Failures.cancelled(scope)));
            }
        }

        private void work(byte[] body) {
            try {
                send(scope.call(() -> answer.reply(body, share)));
            } catch (Throwable e) {
                refuse(e);
            } finally {
                finish();
            }
        }

        private void refuse(Throwable failure) {
            if (failure instanceof BodyTooLargeException || share.isTooSmallForever()) {
                bounds.whenTooLarge().run();
            }
            StatusException status =
                    failure instanceof BodyTooLargeException large
                            ? answer.tooLarge(large)
                            : Failures.toStatus(failure, scope, bounds.label());
            HttpReply reply = answer.refusal(status);
            send(status.httpStatus() == 503 ? reply.withHeader("retry-after", "1") : reply);
        }

        private void send(HttpReply reply) {
            if (response.isDone()) {
                return;
            }
            HttpResponse made = Replies.toHttp(reply, acceptEncoding);
            if (response.complete(made)) {
                metrics.record(
                        http, bounds.label(), reply.status(), System.nanoTime() - startNanos);
            } else {
                made.abort();
            }
        }

        private void finish() {
            stopTimer(true);
            scope.close();
            share.giveBack();
            admission.leave();
        }
    }
}
