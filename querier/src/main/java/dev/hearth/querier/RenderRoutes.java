// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Limits;
import dev.hearth.model.FlameGraph;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileType;
import dev.hearth.model.Tenants;
import dev.hearth.proto.querier.v1.DiffRequest;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesRequest;
import dev.hearth.proto.querier.v1.SelectSeriesRequest;
import dev.hearth.proto.types.v1.TimeSeriesAggregationType;
import dev.hearth.query.PointSeries;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import dev.hearth.server.StatusException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The plain HTTP routes: `/pyroscope/render`, `/pyroscope/render-diff`, `/pyroscope/label-values`.
final class RenderRoutes {

    private static final String NO_LABEL = "*";

    private final StackAnswers stacks;
    private final Querier querier;
    private final Limits limits;
    private final InstantSource clock;

    RenderRoutes(StackAnswers stacks, Querier querier, Limits limits, InstantSource clock) {
        this.stacks = stacks;
        this.querier = querier;
        this.limits = limits;
        this.clock = clock;
    }

    List<Route> all() {
        return List.of(
                new Route("GET", "/pyroscope/render", Route.Access.TENANTS, this::render),
                new Route("GET", "/pyroscope/render-diff", Route.Access.TENANTS, this::renderDiff),
                new Route(
                        "GET", "/pyroscope/label-values", Route.Access.TENANTS, this::labelValues));
    }

    HttpReply render(HttpCall call) throws StatusException {
        RenderRequest request = new RenderRequest(call, clock.instant());
        TypedSelector query = request.query("query");
        SelectMergeStacktracesRequest graph = request.stacktraces("query", "from", "until");
        if ("dot".equals(call.query("format"))) {
            return HttpReply.of(200, "text/plain", utf8(stacks.dot(call.tenants(), graph)));
        }
        FlameGraph flameGraph = stacks.flameGraph(call.tenants(), graph);
        return json(single(call, query.type(), graph, flameGraph));
    }

    private String single(
            HttpCall call,
            ProfileType type,
            SelectMergeStacktracesRequest graph,
            FlameGraph flameGraph)
            throws StatusException {
        List<String> groupBy = call.queryAll("groupBy");
        long start = graph.getStart();
        long end = graph.getEnd();
        long step = Timeline.stepSeconds(start, end);
        List<PointSeries> series =
                stacks.series(call.tenants(), series(call, graph, groupBy, step));
        Timeline timeline = Timeline.of(series, start, end, step);
        if (groupBy.isEmpty()) {
            return FlamebearerJson.single(flameGraph, type, timeline, null);
        }
        Map<String, Timeline> groups = new TreeMap<>();
        for (PointSeries one : series) {
            String group = one.labels().isEmpty() ? NO_LABEL : one.labels().get(1);
            groups.put(group, Timeline.of(List.of(one), start, end, step));
        }
        return FlamebearerJson.single(flameGraph, type, timeline, groups);
    }

    /// Only the first label tells groups apart, so series that differ in others are added up.
    private static SelectSeriesRequest series(
            HttpCall call, SelectMergeStacktracesRequest graph, List<String> groupBy, long step) {
        boolean isAverage = "avg".equals(call.query("aggregation"));
        return SelectSeriesRequest.newBuilder()
                .setProfileTypeID(graph.getProfileTypeID())
                .setLabelSelector(graph.getLabelSelector())
                .setStart(graph.getStart())
                .setEnd(graph.getEnd())
                .addAllGroupBy(groupBy.stream().limit(1).toList())
                .setStep((double) step)
                .setAggregation(
                        isAverage
                                ? TimeSeriesAggregationType.TIME_SERIES_AGGREGATION_TYPE_AVERAGE
                                : TimeSeriesAggregationType.TIME_SERIES_AGGREGATION_TYPE_SUM)
                .build();
    }

    HttpReply renderDiff(HttpCall call) throws StatusException {
        RenderRequest request = new RenderRequest(call, clock.instant());
        ProfileType left = request.query("leftQuery").type();
        ProfileType right = request.query("rightQuery").type();
        if (!left.equals(right)) {
            throw RequestReader.invalid(
                    "profile types must match (left is %s, right is %s)".formatted(left, right));
        }
        DiffRequest diff =
                DiffRequest.newBuilder()
                        .setLeft(request.stacktraces("leftQuery", "leftFrom", "leftUntil"))
                        .setRight(request.stacktraces("rightQuery", "rightFrom", "rightUntil"))
                        .build();
        return json(FlamebearerJson.diff(stacks.diff(call.tenants(), diff), left));
    }

    HttpReply labelValues(HttpCall call) throws StatusException {
        String label = call.query("label");
        if (label == null || label.isEmpty()) {
            throw RequestReader.invalid("label parameter is required");
        }
        TimeRange range = range(call);
        String name = label.equals(Labels.NAME) ? Labels.PROFILE_TYPE : label;
        String query = call.query("query");
        SeriesMatcher series =
                RequestReader.series(query == null || query.isEmpty() ? List.of() : List.of(query));
        GoJson values =
                new GoJson().strings(querier.labelValues(call.tenants(), name, series, range));
        return json(values.line());
    }

    /// All time, unless the client says otherwise.
    private TimeRange range(HttpCall call) throws StatusException {
        Tenants tenants = call.tenants();
        RenderRequest request = new RenderRequest(call, clock.instant());
        if (call.query("from") == null) {
            return TimeRange.upTo(request.millis("until"), limits.queries(tenants));
        }
        return TimeRange.of(
                request.millis("from"),
                request.millis("until"),
                limits.queries(tenants),
                clock.instant());
    }

    private static HttpReply json(String text) {
        return HttpReply.of(200, "application/json", utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
