// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.Tenants;
import dev.hearth.server.RequestRunner.Bounds;
import dev.hearth.server.StatusException.Code;
import io.grpc.Context;
import java.time.Duration;
import java.util.Map;

/// Answers everything that is no RPC: finds the route, the tenant and the limits, and has the
/// handler run.
final class Dispatcher implements HttpService {

    /// Bodies of routes that need none.
    private static final long SMALL_BODY = 1 << 20;

    private final Endpoints endpoints;
    private final RouteTable routes;
    private final RequestRunner runner;
    private final Tenancy tenancy;
    private final Limits limits;
    private final Duration timeout;
    private final String pathPrefix;

    Dispatcher(
            Endpoints endpoints,
            RequestRunner runner,
            Tenancy tenancy,
            Limits limits,
            ServerConfig config) {
        this.endpoints = endpoints;
        this.routes = new RouteTable(endpoints.routes());
        this.runner = runner;
        this.tenancy = tenancy;
        this.limits = limits;
        this.timeout = config.requestTimeout();
        this.pathPrefix = config.listen().pathPrefix();
    }

    @Override
    public ServiceOptions options() {
        return UnreadBodies.OPTIONS;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext http, HttpRequest request) {
        ClientCapabilities capabilities;
        try {
            capabilities = AcceptHeader.parse(request.headers().getAll("accept"));
        } catch (IllegalArgumentException e) {
            return answer(request, HttpReply.text(400, e.getMessage() + "\n"));
        }
        String path = http.decodedPath();
        if (!path.startsWith(pathPrefix)) {
            return answer(request, Replies.NOT_FOUND);
        }
        path = path.substring(pathPrefix.length());
        Map<String, Route> methods = routes.at(path.isEmpty() ? "/" : path);
        if (methods.isEmpty()) {
            boolean api = path.equals("/api") || path.startsWith("/api/");
            return answer(request, api ? Replies.API_NOT_FOUND : Replies.NOT_FOUND);
        }
        Route route = RouteTable.forMethod(methods, http.method().name());
        if (route == null) {
            return answer(
                    request, Replies.empty(405).withHeader("allow", RouteTable.allowed(methods)));
        }
        return run(http, request, route, path, capabilities);
    }

    private HttpResponse run(
            ServiceRequestContext http,
            HttpRequest request,
            Route route,
            String path,
            ClientCapabilities capabilities) {
        CallHeaders call = new CallHeaders(name -> request.headers().get(name));
        Context context =
                Context.ROOT
                        .withValue(ClientCapabilities.KEY, capabilities)
                        .withValue(CallHeaders.KEY, call);
        boolean reading = route.method().equals("GET");
        long bodyLimit = SMALL_BODY;
        Runnable whenTooLarge = () -> {};
        if (route.access() != Route.Access.PUBLIC || !tenancy.enabled()) {
            Tenants tenants;
            try {
                tenants = tenancy.tenants(request.headers().get(Tenancy.HEADER), route.access());
            } catch (StatusException e) {
                return answer(request, Replies.error(e, route.manner()));
            }
            context = context.withValue(CurrentTenant.KEY, tenants);
            bodyLimit = reading ? SMALL_BODY : bodyLimit(limits, tenants);
            whenTooLarge = endpoints.whenTooLarge(route.path(), tenants, bodyLimit);
        }
        QueryParams query = QueryParams.fromQueryString(http.query());
        BodyStream stream = route.body() == Route.Body.STREAM ? new BodyStream() : null;
        Answer answer =
                new PlainAnswer(
                        route,
                        stream == null ? request.headers().get("content-encoding", "") : "",
                        bodyLimit,
                        (body, budget) ->
                                new PlainCall(
                                        path, query, request.headers(), body, budget, stream));
        Bounds bounds =
                new Bounds(
                        route.path(),
                        bodyLimit,
                        timeout,
                        reading,
                        route.access() == Route.Access.PUBLIC,
                        route.time() == Route.Time.UNBOUNDED,
                        whenTooLarge);
        return runner.run(http, request, context, bounds, answer, stream);
    }

    /// Most bytes of the body of a request about these tenants.
    static long bodyLimit(Limits limits, Tenants tenants) {
        return tenants.ids().stream()
                .mapToLong(tenant -> bodyLimit(limits.of(tenant)))
                .min()
                .orElseThrow();
    }

    /// Most bytes of a request's body; never more than an array holds.
    static long bodyLimit(TenantLimits limits) {
        long limit = limits.ingest().bodyLimitBytes();
        return limit == 0 ? Integer.MAX_VALUE - 8 : Math.min(limit, Integer.MAX_VALUE - 8);
    }

    private static HttpResponse answer(HttpRequest request, HttpReply reply) {
        request.abort();
        return Replies.toHttp(reply, null);
    }

    /// Makes the call once the body is there.
    private interface CallFactory {
        HttpCall call(byte[] body, HttpCall.Budget budget);
    }

    private record PlainAnswer(Route route, String encoding, long bodyLimit, CallFactory calls)
            implements Answer {

        @Override
        public HttpReply reply(byte[] body, ByteBudget.Share share) throws Exception {
            byte[] seen =
                    switch (route.manner()) {
                        case JSON -> body;
                        case TEXT -> BodyEncoding.unpacked(encoding, body, bodyLimit, share, 415);
                    };
            return CallHeaders.current()
                    .over(route.handler().handle(calls.call(seen, share::take)));
        }

        @Override
        public HttpReply refusal(StatusException failure) {
            return Replies.error(failure, route.manner());
        }

        @Override
        public StatusException tooLarge(BodyTooLargeException failure) {
            return new StatusException(
                    Code.INVALID_ARGUMENT,
                    413,
                    failure.getMessage() + " (set by -distributor.ingestion-body-limit-mb)");
        }
    }
}
