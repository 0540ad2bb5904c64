// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.hearth.config.Limits;
import dev.hearth.model.TenantId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Holds back the answers to what a tenant pushes, if its limits say so, and tells how long:
/// `Server-Timing: artificial_delay;dur=<milliseconds>`. Refusals are not held back.
///
/// The time runs from the request's arrival, give or take a tenth. While an answer waits it holds
/// no thread, no body and no place among the requests at hand; when the client goes away it is
/// dropped.
final class AnswerDelay implements DecoratingHttpServiceFunction {

    private static final double JITTER = 0.1;
    private static final int NANO_DIGITS_OF_A_MILLI = 6;

    private final Tenancy tenancy;
    private final Limits limits;

    AnswerDelay(Tenancy tenancy, Limits limits) {
        this.tenancy = tenancy;
        this.limits = limits;
    }

    @Override
    public HttpResponse serve(HttpService service, ServiceRequestContext http, HttpRequest request)
            throws Exception {
        Duration delay = delay(request);
        if (!delay.isPositive()) {
            return service.serve(http, request);
        }
        double part = 1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble();
        long endNanos = System.nanoTime() + (long) (delay.toNanos() * part);
        HttpResponse answer = service.serve(http, request);
        CompletableFuture<HttpResponse> held = new CompletableFuture<>();
        HttpResponse deferred = HttpResponse.of(held);
        CompletableFuture<Void> _ =
                deferred.whenComplete()
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                answer.abort(failure);
                                held.completeExceptionally(failure);
                            }
                        });
        CompletableFuture<AggregatedHttpResponse> _ =
                answer.aggregate()
                        .whenComplete((whole, failure) -> {
                            if (failure != null) {
                                held.completeExceptionally(failure);
                            } else {
                                hold(http, whole, endNanos - System.nanoTime(), held);
                            }
                        });
        return deferred;
    }

    private Duration delay(HttpRequest request) {
        try {
            String header = request.headers().get(Tenancy.HEADER);
            TenantId tenant = tenancy.tenants(header, Route.Access.TENANT).only();
            return limits.of(tenant).ingest().artificialDelay();
        } catch (StatusException _) {
            return Duration.ZERO; // it will be refused
        }
    }

    private static void hold(
            ServiceRequestContext http,
            AggregatedHttpResponse answer,
            long nanos,
            CompletableFuture<HttpResponse> held) {
        if (nanos <= 0 || !isSuccess(answer)) {
            held.complete(answer.toHttpResponse());
            return;
        }
        String millis = BigDecimal.valueOf(nanos, NANO_DIGITS_OF_A_MILLI).toPlainString();
        AggregatedHttpResponse marked =
                AggregatedHttpResponse.of(
                        answer.headers().toBuilder()
                                .add("server-timing", "artificial_delay;dur=" + millis)
                                .build(),
                        answer.content(),
                        answer.trailers());
        ScheduledFuture<?> timer =
                http.eventLoop()
                        .schedule(
                                () -> held.complete(marked.toHttpResponse()),
                                nanos,
                                TimeUnit.NANOSECONDS);
        CompletableFuture<HttpResponse> _ =
                held.whenComplete((_, failure) -> {
                    if (failure != null) {
                        timer.cancel(false);
                    }
                });
    }

    /// Whether it is one in the words of HTTP and, if it has any, of gRPC.
    private static boolean isSuccess(AggregatedHttpResponse answer) {
        String inHeaders = answer.headers().get("grpc-status", "0");
        return answer.status().isSuccess()
                && inHeaders.equals("0")
                && answer.trailers().get("grpc-status", "0").equals("0");
    }
}
