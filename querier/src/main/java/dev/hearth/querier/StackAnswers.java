// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Limits;
import dev.hearth.config.QueryLimits;
import dev.hearth.model.CallTree;
import dev.hearth.model.CallTreeBytes;
import dev.hearth.model.FlameGraph;
import dev.hearth.model.FlameGraphDiff;
import dev.hearth.model.ProfileType;
import dev.hearth.model.Tenants;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.querier.v1.DiffRequest;
import dev.hearth.proto.querier.v1.PprofProfile;
import dev.hearth.proto.querier.v1.ProfileFormat;
import dev.hearth.proto.querier.v1.SelectMergeProfileRequest;
import dev.hearth.proto.querier.v1.SelectMergeSpanProfileRequest;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesRequest;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesResponse;
import dev.hearth.proto.querier.v1.SelectSeriesRequest;
import dev.hearth.proto.types.v1.ExemplarType;
import dev.hearth.proto.types.v1.TimeSeriesAggregationType;
import dev.hearth.query.PointSeries;
import dev.hearth.query.SampleFilter;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.SeriesQuery.Aggregation;
import dev.hearth.server.StatusException;
import dev.hearth.server.StatusException.Code;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// Answers the questions about samples, message by message.
final class StackAnswers {

    /// Longest step, milliseconds: longer than any range of time that holds profiles.
    private static final long LONGEST_STEP = 1L << 50;

    private final Querier querier;
    private final Limits limits;
    private final InstantSource clock;

    StackAnswers(Querier querier, Limits limits, InstantSource clock) {
        this.querier = querier;
        this.limits = limits;
        this.clock = clock;
    }

    private QueryLimits limits(Tenants tenants) {
        return limits.queries(tenants);
    }

    private StackQuery query(Tenants tenants, SelectMergeStacktracesRequest request)
            throws StatusException {
        SampleFilter samples =
                RequestReader.samples(
                        request.getSpanSelectorList(), request.getTraceIdSelectorList());
        ProfileType type = RequestReader.profileType(request.getProfileTypeID());
        SeriesMatcher series = RequestReader.series(type, request.getLabelSelector());
        return new StackQuery(
                series,
                range(tenants, request.getStart(), request.getEnd()),
                RequestReader.profiles(request.getProfileIdSelectorList()),
                samples,
                RequestReader.callSite(request.getStackTraceSelector()));
    }

    private static ProfileType type(SelectMergeStacktracesRequest request) throws StatusException {
        return RequestReader.profileType(request.getProfileTypeID());
    }

    private TimeRange range(Tenants tenants, long start, long end) throws StatusException {
        return TimeRange.of(start, end, limits(tenants), clock.instant());
    }

    SelectMergeStacktracesResponse stacktraces(
            Tenants tenants, SelectMergeStacktracesRequest request) throws StatusException {
        StackQuery query = query(tenants, request);
        long maxNodes = RequestReader.maxNodes(request.getMaxNodes(), limits(tenants));
        SelectMergeStacktracesResponse.Builder response =
                SelectMergeStacktracesResponse.newBuilder();
        switch (request.getFormat()) {
            case PROFILE_FORMAT_TREE ->
                    response.setTree(
                            com.google.protobuf.UnsafeByteOperations.unsafeWrap(
                                    CallTreeBytes.of(
                                            querier.tree(tenants, query).build(maxNodes))));
            case PROFILE_FORMAT_DOT -> response.setDot(dot(tenants, request));
            case PROFILE_FORMAT_PPROF ->
                    response.setPprof(
                            PprofProfile.newBuilder()
                                    .setProfile(
                                            profile(
                                                    tenants,
                                                    type(request),
                                                    query,
                                                    Long.MAX_VALUE)));
            case PROFILE_FORMAT_UNSPECIFIED, PROFILE_FORMAT_FLAMEGRAPH, UNRECOGNIZED ->
                    response.setFlamegraph(AnswerMessages.of(flameGraph(tenants, request)));
        }
        return response.build();
    }

    /// The flame graph of a request, whatever format it asks for.
    FlameGraph flameGraph(Tenants tenants, SelectMergeStacktracesRequest request)
            throws StatusException {
        StackQuery query = query(tenants, request);
        long maxNodes = RequestReader.maxNodes(request.getMaxNodes(), limits(tenants));
        return FlameGraph.of(querier.tree(tenants, query).build(maxNodes), request.getMaxNodes());
    }

    /// The graph of functions in the language of Graphviz; empty without samples.
    String dot(Tenants tenants, SelectMergeStacktracesRequest request) throws StatusException {
        StackQuery query = query(tenants, request);
        RequestReader.maxNodes(request.getMaxNodes(), limits(tenants));
        CallTree tree = querier.tree(tenants, query).build();
        int nodes =
                request.getMaxNodes() == 0 ? DotGraph.DEFAULT_NODES : (int) request.getMaxNodes();
        return new DotGraph(tree, type(request), nodes).write();
    }

    SelectMergeStacktracesResponse spanProfile(
            Tenants tenants, SelectMergeSpanProfileRequest request) throws StatusException {
        boolean isTree = request.getFormat() == ProfileFormat.PROFILE_FORMAT_TREE;
        return stacktraces(
                tenants,
                SelectMergeStacktracesRequest.newBuilder()
                        .setProfileTypeID(request.getProfileTypeID())
                        .setLabelSelector(request.getLabelSelector())
                        .addAllSpanSelector(request.getSpanSelectorList())
                        .setStart(request.getStart())
                        .setEnd(request.getEnd())
                        .setMaxNodes(request.getMaxNodes())
                        .setFormat(
                                isTree
                                        ? ProfileFormat.PROFILE_FORMAT_TREE
                                        : ProfileFormat.PROFILE_FORMAT_FLAMEGRAPH)
                        .build());
    }

    /// Everything that is wrong with a diff is the client's mistake, even what has another code
    /// elsewhere.
    FlameGraphDiff diff(Tenants tenants, DiffRequest request) throws StatusException {
        if (!request.hasLeft() || !request.hasRight()) {
            String side = request.hasLeft() ? "right" : "left";
            throw RequestReader.invalid("missing %s side of the diff".formatted(side));
        }
        StackQuery left = query(tenants, request.getLeft());
        StackQuery right = query(tenants, request.getRight());
        long asked = Math.max(request.getLeft().getMaxNodes(), request.getRight().getMaxNodes());
        long maxNodes = RequestReader.maxNodes(asked, limits(tenants));
        CallTree leftTree = querier.tree(tenants, left).build(maxNodes);
        CallTree rightTree = querier.tree(tenants, right).build(maxNodes);
        return FlameGraphDiff.of(leftTree, rightTree, maxNodes);
    }

    Profile mergeProfile(Tenants tenants, SelectMergeProfileRequest request)
            throws StatusException {
        ProfileType type = RequestReader.profileType(request.getProfileTypeID());
        SeriesMatcher series = RequestReader.series(type, request.getLabelSelector());
        long maxNodes =
                limits(tenants).flamegraphNodesOnMergeProfile()
                        ? RequestReader.maxNodes(request.getMaxNodes(), limits(tenants))
                        : Long.MAX_VALUE;
        StackQuery query =
                new StackQuery(
                        series,
                        range(tenants, request.getStart(), request.getEnd()),
                        RequestReader.profiles(request.getProfileIdSelectorList()),
                        RequestReader.samples(List.of(), request.getTraceIdSelectorList()),
                        RequestReader.callSite(request.getStackTraceSelector()));
        return profile(tenants, type, query, maxNodes);
    }

    private Profile profile(Tenants tenants, ProfileType type, StackQuery query, long maxNodes)
            throws StatusException {
        return MergedProfile.encode(querier.stacks(tenants, query), type, query.range(), maxNodes);
    }

    List<PointSeries> series(Tenants tenants, SelectSeriesRequest request) throws StatusException {
        ProfileType type = RequestReader.profileType(request.getProfileTypeID());
        SeriesMatcher series =
                RequestReader.series(
                        type, request.getLabelSelector(), limits(tenants).includeStripped());
        TimeRange range = range(tenants, request.getStart(), request.getEnd());
        if (!(request.getStep() >= 0.001)) {
            throw RequestReader.invalid("step must be >= 1ms");
        }
        if (request.getExemplarType() == ExemplarType.EXEMPLAR_TYPE_SPAN) {
            throw new StatusException(Code.UNIMPLEMENTED, "span exemplars are not supported yet");
        }
        long step = Math.min((long) (request.getStep() * 1000), LONGEST_STEP);
        StackQuery query =
                new StackQuery(
                        series,
                        range,
                        Set.of(),
                        new SampleFilter.All(),
                        RequestReader.callSite(request.getStackTraceSelector()));
        Aggregation aggregation =
                request.getAggregation()
                                == TimeSeriesAggregationType.TIME_SERIES_AGGREGATION_TYPE_AVERAGE
                        ? Aggregation.AVERAGE
                        : Aggregation.SUM;
        List<PointSeries> all =
                querier.series(tenants, query, step, request.getGroupByList(), aggregation);
        long limit = request.getLimit();
        return limit > 0 && limit < all.size() ? all.subList(0, (int) limit) : all;
    }
}
