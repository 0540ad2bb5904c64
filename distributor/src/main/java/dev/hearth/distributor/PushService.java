// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.distributor.form.Quote;
import dev.hearth.model.TenantId;
import dev.hearth.proto.push.v1.PushRequest;
import dev.hearth.proto.push.v1.PushResponse;
import dev.hearth.proto.push.v1.PusherServiceGrpc;
import dev.hearth.proto.push.v1.RawProfileSeries;
import dev.hearth.proto.push.v1.RawSample;
import dev.hearth.server.CurrentTenant;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/// `push.v1.PusherService`: pprof payloads under labels. Annotations of clients are not kept.
///
/// The profiles of a request are numbered from 0 in the order in which they stand in it. If some
/// are refused, the others are stored all the same, and the answer is an error with one line for
/// each that was not; its code is that of the profile most worth sending again.
final class PushService extends PusherServiceGrpc.PusherServiceImplBase {

    /// Failures that a message tells one by one: it travels in a header of limited size.
    private static final int MAX_LINES = 10;

    private final Distributor distributor;

    PushService(Distributor distributor) {
        this.distributor = distributor;
    }

    @Override
    public void push(PushRequest request, StreamObserver<PushResponse> observer) {
        TenantId tenant = CurrentTenant.get();
        List<PprofPush> uploads = uploads(request);
        if (uploads.isEmpty()) {
            observer.onError(error(Status.INVALID_ARGUMENT, "no profiles received"));
            return;
        }
        List<PushOutcome> outcomes =
                distributor.push(tenant, uploads, Context.current()::isCancelled);
        Status status = Status.OK;
        for (PushOutcome outcome : outcomes) {
            status = worse(status, status(outcome));
        }
        if (!status.isOk()) {
            observer.onError(error(status, failures(uploads, outcomes)));
            return;
        }
        observer.onNext(PushResponse.getDefaultInstance());
        observer.onCompleted();
    }

    private static List<PprofPush> uploads(PushRequest request) {
        List<PprofPush> uploads = new ArrayList<>();
        for (RawProfileSeries series : request.getSeriesList()) {
            List<LabelPair> labels = new ArrayList<>(series.getLabelsCount());
            series.getLabelsList()
                    .forEach(pair -> labels.add(new LabelPair(pair.getName(), pair.getValue())));
            for (RawSample sample : series.getSamplesList()) {
                uploads.add(new PprofPush(labels, sample.getRawProfile(), sample.getID()));
            }
        }
        return uploads;
    }

    /// One line for each upload that was not stored in full.
    private static String failures(List<PprofPush> uploads, List<PushOutcome> outcomes) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            String message = message(outcomes.get(i));
            if (!message.isEmpty() && ++count <= MAX_LINES) {
                String id = Quote.of(uploads.get(i).clientId());
                text.append(text.isEmpty() ? "" : "\n")
                        .append("push series with index %d and id %s failed: ".formatted(i, id))
                        .append(message);
            }
        }
        if (count > MAX_LINES) {
            text.append("\nand %d more".formatted(count - MAX_LINES));
        }
        return text.toString();
    }

    private static String message(PushOutcome outcome) {
        return switch (outcome) {
            case PushOutcome.Accepted() -> "";
            case PushOutcome.Refused(DiscardReason _, String text) -> text;
            case PushOutcome.StoredInPart(PushOutcome.Refused refusal) -> refusal.message();
            case PushOutcome.Unavailable(String text) -> text;
        };
    }

    private static Status status(PushOutcome outcome) {
        return switch (outcome) {
            case PushOutcome.Accepted() -> Status.OK;
            case PushOutcome.Refused refusal -> status(refusal);
            case PushOutcome.StoredInPart(PushOutcome.Refused refusal) -> status(refusal);
            case PushOutcome.Unavailable(String _) -> Status.UNAVAILABLE;
        };
    }

    private static Status status(PushOutcome.Refused refusal) {
        return refusal.reason().isExhausted() ? Status.RESOURCE_EXHAUSTED : Status.INVALID_ARGUMENT;
    }

    private static Status worse(Status a, Status b) {
        return rank(a) >= rank(b) ? a : b;
    }

    private static int rank(Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE -> 3;
            case RESOURCE_EXHAUSTED -> 2;
            case INVALID_ARGUMENT -> 1;
            default -> 0;
        };
    }

    private static StatusRuntimeException error(Status status, String message) {
        return status.withDescription(message).asRuntimeException();
    }
}
