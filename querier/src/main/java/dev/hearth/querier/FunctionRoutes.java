// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.text.DurationText;
import dev.hearth.model.Selector;
import dev.hearth.proto.hearth.v1.CostPoint;
import dev.hearth.proto.hearth.v1.CostTotal;
import dev.hearth.proto.hearth.v1.FunctionCost;
import dev.hearth.proto.hearth.v1.FunctionOrder;
import dev.hearth.proto.hearth.v1.SearchFunctionsRequest;
import dev.hearth.proto.hearth.v1.SearchFunctionsResponse;
import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import dev.hearth.server.StatusException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The plain HTTP route `/api/v1/functions`: what [FunctionService] answers, for a URL.
final class FunctionRoutes {

    /// How far back is looked if the request does not say.
    private static final Duration RECENT = Duration.ofHours(1);

    private final FunctionAnswers functions;
    private final InstantSource clock;

    FunctionRoutes(FunctionAnswers functions, InstantSource clock) {
        this.functions = functions;
        this.clock = clock;
    }

    List<Route> all() {
        return List.of(new Route("GET", "/api/v1/functions", Route.Access.TENANTS, this::search));
    }

    HttpReply search(HttpCall call) throws StatusException {
        RenderRequest times = new RenderRequest(call, clock.instant());
        boolean hasFrom = !parameter(call, "from").isEmpty();
        long until = times.millis("until");
        SearchFunctionsRequest.Builder request =
                SearchFunctionsRequest.newBuilder()
                        .setFunction(parameter(call, "function"))
                        .setStart(hasFrom ? times.millis("from") : until - RECENT.toMillis())
                        .setEnd(until)
                        .setStep(stepSeconds(parameter(call, "step")))
                        .setLimit(limit(parameter(call, "limit")))
                        .setOrder(order(parameter(call, "order")));
        select(parameter(call, "query"), request);
        String json = json(functions.search(call.tenants(), request.build()));
        return HttpReply.of(200, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static String parameter(HttpCall call, String name) {
        String text = call.query(name);
        return text == null ? "" : text;
    }

    /// `<profile type>{…}`, or `{…}` for all types.
    private static void select(String query, SearchFunctionsRequest.Builder request)
            throws StatusException {
        try {
            if (query.isEmpty() || Selector.parse(query).metricName() == null) {
                request.setLabelSelector(query);
                return;
            }
        } catch (IllegalArgumentException e) {
            throw RequestReader.invalid("failed to parse \"query\": " + e.getMessage());
        }
        TypedSelector typed = TypedSelector.parse("query", query);
        request.setProfileTypeID(typed.type().id()).setLabelSelector(typed.selector());
    }

    /// Seconds, or a duration like `5m`.
    private static double stepSeconds(String text) throws StatusException {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return text.matches("[0-9.]+")
                    ? Double.parseDouble(text)
                    : DurationText.parse(text).toMillis() / 1000.0;
        } catch (IllegalArgumentException _) {
            throw RequestReader.invalid(
                    "step is \"%s\" (expected seconds, or for instance 5m)".formatted(text));
        }
    }

    private static long limit(String text) throws StatusException {
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw RequestReader.invalid("limit is \"%s\" (expected a number)".formatted(text));
        }
    }

    private static FunctionOrder order(String text) throws StatusException {
        return switch (text) {
            case "", "total" -> FunctionOrder.FUNCTION_ORDER_TOTAL;
            case "self" -> FunctionOrder.FUNCTION_ORDER_SELF;
            default ->
                    throw RequestReader.invalid(
                            "order is \"%s\" (expected total or self)".formatted(text));
        };
    }

    private static String json(SearchFunctionsResponse answer) {
        GoJson json = new GoJson().raw("{\"functions\":[");
        String separator = "";
        for (FunctionCost function : answer.getFunctionsList()) {
            write(function, json.raw(separator));
            separator = ",";
        }
        json.raw("],\"found\":").number(answer.getFound()).raw(",\"totals\":[");
        separator = "";
        for (CostTotal total : answer.getTotalsList()) {
            json.raw(separator).raw("{\"serviceName\":").string(total.getServiceName());
            json.raw(",\"profileTypeID\":").string(total.getProfileTypeID());
            json.raw(",\"total\":").number(total.getTotal()).raw("}");
            separator = ",";
        }
        return json.raw("],\"step\":" + answer.getStep() + "}").line();
    }

    private static void write(FunctionCost function, GoJson json) {
        json.raw("{\"name\":").string(function.getName());
        json.raw(",\"serviceName\":").string(function.getServiceName());
        json.raw(",\"profileTypeID\":").string(function.getProfileTypeID());
        json.raw(",\"self\":").number(function.getSelf());
        json.raw(",\"total\":").number(function.getTotal()).raw(",\"points\":[");
        String separator = "";
        for (CostPoint point : function.getPointsList()) {
            json.raw(separator).raw("{\"timestamp\":").number(point.getTimestamp());
            json.raw(",\"self\":").number(point.getSelf());
            json.raw(",\"total\":").number(point.getTotal()).raw("}");
            separator = ",";
        }
        json.raw("]}");
    }
}
