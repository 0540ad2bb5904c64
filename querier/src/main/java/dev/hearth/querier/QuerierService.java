// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.TenantId;
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
import dev.hearth.server.CurrentTenant;
import dev.hearth.server.StatusException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/// `querier.v1.QuerierService`. Tenant and capabilities are those bound to the calling thread.
final class QuerierService extends QuerierServiceGrpc.QuerierServiceImplBase {

    /// Makes the answer of one call.
    @FunctionalInterface
    private interface Answer<T> {

        T of(TenantId tenant) throws StatusException;
    }

    private final LabelAnswers labels;
    private final StackAnswers stacks;

    QuerierService(LabelAnswers labels, StackAnswers stacks) {
        this.labels = labels;
        this.stacks = stacks;
    }

    private static <T> void answer(StreamObserver<T> observer, Answer<T> answer) {
        T message;
        try {
            message = answer.of(CurrentTenant.get());
        } catch (StatusException e) {
            observer.onError(status(e).asRuntimeException());
            return;
        }
        observer.onNext(message);
        observer.onCompleted();
    }

    private static Status status(StatusException e) {
        Status.Code code =
                switch (e.code()) {
                    case CANCELED -> Status.Code.CANCELLED;
                    case UNKNOWN -> Status.Code.UNKNOWN;
                    case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
                    case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
                    case NOT_FOUND -> Status.Code.NOT_FOUND;
                    case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
                    case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
                    case RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
                    case FAILED_PRECONDITION -> Status.Code.FAILED_PRECONDITION;
                    case UNIMPLEMENTED -> Status.Code.UNIMPLEMENTED;
                    case INTERNAL -> Status.Code.INTERNAL;
                    case UNAVAILABLE -> Status.Code.UNAVAILABLE;
                    case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
                };
        return code.toStatus().withDescription(e.getMessage());
    }

    private static boolean allowUtf8() {
        return ClientCapabilities.current().allowUtf8LabelNames();
    }

    @Override
    public void profileTypes(
            ProfileTypesRequest request, StreamObserver<ProfileTypesResponse> observer) {
        answer(observer, tenant -> labels.profileTypes(tenant, request));
    }

    @Override
    public void labelValues(
            LabelValuesRequest request, StreamObserver<LabelValuesResponse> observer) {
        answer(observer, tenant -> labels.values(tenant, request));
    }

    @Override
    public void labelNames(LabelNamesRequest request, StreamObserver<LabelNamesResponse> observer) {
        answer(observer, tenant -> labels.names(tenant, request, allowUtf8()));
    }

    @Override
    public void series(SeriesRequest request, StreamObserver<SeriesResponse> observer) {
        answer(observer, tenant -> labels.series(tenant, request, allowUtf8()));
    }

    @Override
    public void selectMergeStacktraces(
            SelectMergeStacktracesRequest request,
            StreamObserver<SelectMergeStacktracesResponse> observer) {
        answer(observer, tenant -> stacks.stacktraces(tenant, request));
    }

    @Override
    public void selectMergeSpanProfile(
            SelectMergeSpanProfileRequest request,
            StreamObserver<SelectMergeSpanProfileResponse> observer) {
        answer(observer, tenant -> spanProfile(stacks.spanProfile(tenant, request)));
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
        answer(observer, tenant -> stacks.mergeProfile(tenant, request));
    }

    @Override
    public void selectSeries(
            SelectSeriesRequest request, StreamObserver<SelectSeriesResponse> observer) {
        answer(
                observer,
                tenant -> {
                    SelectSeriesResponse.Builder response = SelectSeriesResponse.newBuilder();
                    for (PointSeries series : stacks.series(tenant, request)) {
                        response.addSeries(AnswerMessages.of(series));
                    }
                    return response.build();
                });
    }

    @Override
    public void diff(DiffRequest request, StreamObserver<DiffResponse> observer) {
        answer(
                observer,
                tenant ->
                        DiffResponse.newBuilder()
                                .setFlamegraph(AnswerMessages.of(stacks.diff(tenant, request)))
                                .build());
    }
}
