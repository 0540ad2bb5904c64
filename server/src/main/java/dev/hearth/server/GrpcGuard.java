// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;

/// Gives calls by gRPC and gRPC-Web what [RequestRunner] gives to the others: the tenant, a place
/// among the requests at hand, and a context that is cancelled with the call.
///
/// A call's events come one after another, so its cancellation is heard from the HTTP request and
/// not from its listener, which waits for the method to return.
final class GrpcGuard implements ServerInterceptor {

    private static final Metadata.Key<String> TENANT =
            Metadata.Key.of(Tenancy.HEADER, Metadata.ASCII_STRING_MARSHALLER);

    private final RpcService service;
    private final Tenancy tenancy;
    private final Admission admission;
    private final RequestMetrics metrics;
    private final TooLarge tooLarge;

    GrpcGuard(
            RpcService service,
            Tenancy tenancy,
            Admission admission,
            RequestMetrics metrics,
            TooLarge tooLarge) {
        this.service = service;
        this.tenancy = tenancy;
        this.admission = admission;
        this.metrics = metrics;
        this.tooLarge = tooLarge;
    }

    /// Tells of messages that are too large, which are refused before a method sees them.
    ///
    /// @param endpoints who is told
    /// @param limit most bytes of a message
    record TooLarge(Endpoints endpoints, long limit) {

        /// @param isTaken whether the method has been given its message
        void check(String method, Tenants tenants, boolean isTaken, RequestLog log) {
            if (!isTaken
                    && (isExhausted(log.responseHeaders())
                            || isExhausted(log.responseTrailers()))) {
                endpoints.whenTooLarge("/" + method, tenants, limit).run();
            }
        }

        private static boolean isExhausted(HttpHeaders headers) {
            return headers.getInt("grpc-status", 0) == Status.Code.RESOURCE_EXHAUSTED.value();
        }
    }

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        ServiceRequestContext http = ServiceRequestContext.current();
        CallHeaders told = new CallHeaders(http.request().headers()::get);
        Context context = Context.ROOT.withValue(CallHeaders.KEY, told);
        Tenants tenants = Tenants.of(TenantId.ANONYMOUS);
        try {
            context =
                    context.withValue(
                            ClientCapabilities.KEY,
                            AcceptHeader.parse(http.request().headers().getAll("accept")));
            if (service.access() != Route.Access.PUBLIC) {
                tenants = tenancy.tenants(headers.get(TENANT), service.access());
                context = context.withValue(CurrentTenant.KEY, tenants);
            }
            admission.enter(service.access() == Route.Access.PUBLIC);
        } catch (StatusException e) {
            call.close(Failures.toGrpc(e), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        GrpcCallLife life =
                new GrpcCallLife(
                        new RequestScope(context, service.interruptible()), call, admission);
        CompletableFuture<Void> _ = http.whenRequestCancelling().thenAccept(life::cancel);
        String method = call.getMethodDescriptor().getFullMethodName();
        Tenants callers = tenants;
        CompletableFuture<Void> _ =
                http.log()
                        .whenAvailable(
                                RequestLogProperty.RESPONSE_HEADERS,
                                RequestLogProperty.RESPONSE_TRAILERS,
                                RequestLogProperty.RESPONSE_END_TIME)
                        .thenAccept(log -> {
                            life.end();
                            tooLarge.check(method, callers, life.hasMessage(), log);
                        });
        ServerCall<ReqT, RespT> counted =
                new CountedCall<>(call, metrics, http.method().name(), told);
        return life.guard(() -> next.startCall(counted, headers));
    }

    /// A call whose end is counted, and whose answer has the headers that were set meanwhile.
    private static final class CountedCall<ReqT, RespT>
            extends SimpleForwardingServerCall<ReqT, RespT> {

        private final RequestMetrics metrics;
        private final String httpMethod;
        private final CallHeaders told;
        private final long startNanos = System.nanoTime();

        CountedCall(
                ServerCall<ReqT, RespT> call,
                RequestMetrics metrics,
                String httpMethod,
                CallHeaders told) {
            super(call);
            this.metrics = metrics;
            this.httpMethod = httpMethod;
            this.told = told;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            told.answered()
                    .forEach((name, value) ->
                            headers.put(
                                    Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER),
                                    value));
            super.sendHeaders(headers);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            metrics.record(
                    httpMethod,
                    "/" + getMethodDescriptor().getFullMethodName(),
                    status.getCode().name(),
                    System.nanoTime() - startNanos);
            super.close(GrpcMessage.fitting(status), trailers);
        }
    }
}
