// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.querier.v1.DiffRequest;
import dev.hearth.proto.querier.v1.DiffResponse;
import dev.hearth.proto.querier.v1.ProfileTypesRequest;
import dev.hearth.proto.querier.v1.ProfileTypesResponse;
import dev.hearth.proto.querier.v1.QuerierServiceGrpc;
import dev.hearth.proto.querier.v1.SelectMergeProfileRequest;
import dev.hearth.proto.querier.v1.SelectMergeSpanProfileRequest;
import dev.hearth.proto.querier.v1.SelectMergeSpanProfileResponse;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesRequest;
import dev.hearth.proto.querier.v1.SelectMergeStacktracesResponse;
import dev.hearth.proto.querier.v1.SelectSeriesRequest;
import dev.hearth.proto.querier.v1.SelectSeriesResponse;
import dev.hearth.proto.querier.v1.SeriesRequest;
import dev.hearth.proto.querier.v1.SeriesResponse;
import dev.hearth.proto.types.v1.LabelNamesRequest;
import dev.hearth.proto.types.v1.LabelNamesResponse;
import dev.hearth.proto.types.v1.LabelValuesRequest;
import dev.hearth.proto.types.v1.LabelValuesResponse;
import dev.hearth.query.PointSeries;
import dev.hearth.server.ClientCapabilities;
import io.grpc.stub.StreamObserver;

/// `querier.v1.QuerierService`. Tenants and capabilities are those bound to the calling thread.
final class QuerierService extends QuerierServiceGrpc.QuerierServiceImplBase {

    private final LabelAnswers labels;
    private final StackAnswers stacks;

    QuerierService(LabelAnswers labels, StackAnswers stacks) {
        this.labels = labels;
        this.stacks = stacks;
    }

    private static boolean allowUtf8() {
        return ClientCapabilities.current().allowUtf8LabelNames();
    }

    @Override
    public void profileTypes(
            ProfileTypesRequest request, StreamObserver<ProfileTypesResponse> observer) {
        RpcReply.send(observer, tenants -> labels.profileTypes(tenants, request));
    }

    @Override
    public void labelValues(
            LabelValuesRequest request, StreamObserver<LabelValuesResponse> observer) {
        RpcReply.send(observer, tenants -> labels.values(tenants, request));
    }

    @Override
    public void labelNames(LabelNamesRequest request, StreamObserver<LabelNamesResponse> observer) {
        RpcReply.send(observer, tenants -> labels.names(tenants, request, allowUtf8()));
    }

    @Override
    public void series(SeriesRequest request, StreamObserver<SeriesResponse> observer) {
        RpcReply.send(observer, tenants -> labels.series(tenants, request, allowUtf8()));
    }

    @Override
    public void selectMergeStacktraces(
            SelectMergeStacktracesRequest request,
            StreamObserver<SelectMergeStacktracesResponse> observer) {
        RpcReply.send(observer, tenants -> stacks.stacktraces(tenants, request));
    }

    @Override
    public void selectMergeSpanProfile(
            SelectMergeSpanProfileRequest request,
            StreamObserver<SelectMergeSpanProfileResponse> observer) {
        RpcReply.send(observer, tenants -> spanProfile(stacks.spanProfile(tenants, request)));
    }

    private static SelectMergeSpanProfileResponse spanProfile(
            SelectMergeStacktracesResponse answer) {
        SelectMergeSpanProfileResponse.Builder response =
                SelectMergeSpanProfileResponse.newBuilder().setTree(answer.getTree());
        if (answer.hasFlamegraph()) {
            response.setFlamegraph(answer.getFlamegraph());
        }
        return response.build();
    }

    @Override
    public void selectMergeProfile(
            SelectMergeProfileRequest request, StreamObserver<Profile> observer) {
        RpcReply.send(observer, tenants -> stacks.mergeProfile(tenants, request));
    }

    @Override
    public void selectSeries(
            SelectSeriesRequest request, StreamObserver<SelectSeriesResponse> observer) {
        RpcReply.send(
                observer,
                tenants -> {
                    SelectSeriesResponse.Builder response = SelectSeriesResponse.newBuilder();
                    for (PointSeries series : stacks.series(tenants, request)) {
                        response.addSeries(AnswerMessages.of(series));
                    }
                    return response.build();
                });
    }

    @Override
    public void diff(DiffRequest request, StreamObserver<DiffResponse> observer) {
        RpcReply.send(
                observer,
                tenants ->
                        DiffResponse.newBuilder()
                                .setFlamegraph(AnswerMessages.of(stacks.diff(tenants, request)))
                                .build());
    }
}
