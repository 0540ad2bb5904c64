// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.hearth.config.Limits;
import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import dev.hearth.server.RequestRunner.Bounds;
import dev.hearth.server.StatusException.Code;
import io.grpc.Context;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Stands in front of the gRPC service: answers Connect requests itself, lets gRPC and gRPC-Web
/// pass, refuses the rest.
final class RpcGate extends SimpleDecoratingHttpService {

    private final HttpService routes;
    private final Endpoints endpoints;
    private final Map<String, RpcMethod> methods;
    private final RequestRunner runner;
    private final Tenancy tenancy;
    private final Limits limits;
    private final Duration timeout;

    /// @param grpc what answers gRPC
    /// @param routes what answers paths that are not for RPCs alone
    /// @param methods by path
    RpcGate(
            HttpService grpc,
            HttpService routes,
            Endpoints endpoints,
            Map<String, RpcMethod> methods,
            RequestRunner runner,
            Tenancy tenancy,
            Limits limits,
            ServerConfig config) {
        super(grpc);
        this.routes = routes;
        this.endpoints = endpoints;
        this.methods = Map.copyOf(methods);
        this.runner = runner;
        this.tenancy = tenancy;
        this.limits = limits;
        this.timeout = config.requestTimeout();
    }

    @Override
    public ServiceOptions options() {
        return UnreadBodies.OPTIONS;
    }

    /// Streams for every method: else the engine would hold the whole body of a unary method,
    /// however large, before it is seen here.
    @Override
    public ExchangeType exchangeType(RoutingContext routing) {
        return ExchangeType.BIDI_STREAMING;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext http, HttpRequest request) throws Exception {
        RequestHeaders headers = request.headers();
        ClientCapabilities capabilities;
        try {
            capabilities = AcceptHeader.parse(headers.getAll("accept"));
        } catch (IllegalArgumentException e) {
            return answer(request, HttpReply.text(400, e.getMessage() + "\n"));
        }
        RpcMethod method = methods.get(http.path());
        if (method == null) {
            return answer(request, Replies.NOT_FOUND);
        }
        String type = mediaType(headers.get("content-type"));
        boolean isGrpc =
                type.equals("application/grpc")
                        || type.startsWith("application/grpc+")
                        || type.startsWith("application/grpc-web");
        if (!isGrpc && method.others() == RpcService.Others.ROUTES) {
            return routes.serve(http, request);
        }
        if (request.method() != HttpMethod.POST) {
            return answer(request, Replies.empty(405).withHeader("allow", "POST"));
        }
        if (isGrpc) {
            http.setMaxRequestLength(Integer.MAX_VALUE);
            http.setRequestTimeout(timeout);
            return unwrap().serve(http, request);
        }
        boolean json = type.equals("application/json");
        ConnectMethod connect = method.connect();
        if (connect == null || (!json && !type.equals("application/proto"))) {
            return answer(request, Replies.empty(415));
        }
        return connect(http, request, method, new Wanted(connect, json, capabilities));
    }

    /// What a Connect request wants.
    private record Wanted(ConnectMethod method, boolean json, ClientCapabilities capabilities) {}

    private HttpResponse connect(
            ServiceRequestContext http, HttpRequest request, RpcMethod method, Wanted wanted) {
        RequestHeaders headers = request.headers();
        Context context =
                Context.ROOT
                        .withValue(ClientCapabilities.KEY, wanted.capabilities())
                        .withValue(CallHeaders.KEY, new CallHeaders(headers::get));
        Duration allowed;
        Tenants tenants = Tenants.of(TenantId.ANONYMOUS);
        try {
            allowed = timeout(headers.get("connect-timeout-ms"));
            if (method.access() != Route.Access.PUBLIC) {
                tenants = tenancy.tenants(headers.get(Tenancy.HEADER), method.access());
                context = context.withValue(CurrentTenant.KEY, tenants);
            }
        } catch (StatusException e) {
            return answer(request, ConnectAnswer.refused(e));
        }
        long bodyLimit = Dispatcher.bodyLimit(limits, tenants);
        String encoding = headers.get("content-encoding", "");
        Runnable whenTooLarge = endpoints.whenTooLarge(method.path(), tenants, bodyLimit);
        return runner.run(
                http,
                request,
                context,
                new Bounds(
                        http.path(),
                        bodyLimit,
                        allowed,
                        method.interruptible(),
                        method.access() == Route.Access.PUBLIC,
                        false,
                        whenTooLarge),
                new ConnectAnswer(wanted.method(), wanted.json(), encoding, bodyLimit));
    }

    /// The shorter of what the server and the client allow.
    private Duration timeout(@Nullable String header) throws StatusException {
        if (header == null) {
            return timeout;
        }
        if (!header.matches("[0-9]{1,10}")) {
            throw new StatusException(
                    Code.INVALID_ARGUMENT,
                    "Connect-Timeout-Ms is \"%s\" (expected up to 10 digits)".formatted(header));
        }
        // Zero has already passed; one nanosecond says that without meaning "no limit".
        Duration asked = Duration.ofMillis(Long.parseLong(header));
        Duration least = asked.isZero() ? Duration.ofNanos(1) : asked;
        return timeout.isZero() || least.compareTo(timeout) < 0 ? least : timeout;
    }

    private static String mediaType(@Nullable String header) {
        if (header == null) {
            return "";
        }
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static HttpResponse answer(HttpRequest request, HttpReply reply) {
        request.abort();
        return Replies.toHttp(reply, null);
    }
}
