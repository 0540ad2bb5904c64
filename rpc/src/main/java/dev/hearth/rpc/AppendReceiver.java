// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import com.google.protobuf.ByteString;
import dev.hearth.model.TenantId;
import dev.hearth.proto.hearth.internal.v1.AppendRequest;
import dev.hearth.proto.hearth.internal.v1.AppendResponse;
import dev.hearth.proto.hearth.internal.v1.AppendResponse.Outcome;
import dev.hearth.proto.hearth.internal.v1.AppendServiceGrpc;
import dev.hearth.rpc.AppendOutcome.Refusal;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;

/// `hearth.internal.v1.AppendService`: takes what distributors push for the partitions of this
/// process.
public final class AppendReceiver extends AppendServiceGrpc.AppendServiceImplBase {

    private final PartitionAppend partitions;

    /// @param partitions what appends
    public AppendReceiver(PartitionAppend partitions) {
        this.partitions = partitions;
    }

    /// An append goes on also when nobody waits for it any more: an interrupt would close the file
    /// of the log.
    @Override
    public void append(AppendRequest request, StreamObserver<AppendResponse> observer) {
        AppendOutcome outcome;
        try {
            outcome = append(request);
        } catch (RuntimeException e) {
            observer.onError(Status.INTERNAL.withDescription(e.toString()).asRuntimeException());
            return;
        }
        switch (outcome) {
            case AppendOutcome.Durable _ -> answer(observer, Outcome.OUTCOME_DURABLE, "");
            case AppendOutcome.Refused(Refusal refusal, String reason) ->
                    answer(observer, encode(refusal), reason);
            case AppendOutcome.Unknown(String reason, boolean _) ->
                    answer(observer, Outcome.OUTCOME_UNABLE, reason);
        }
    }

    private AppendOutcome append(AppendRequest request) {
        TenantId tenant;
        try {
            UnknownFields.refuse(request);
            tenant = new TenantId(request.getTenant());
        } catch (IllegalArgumentException e) {
            return new AppendOutcome.Refused(Refusal.UNREADABLE, String.valueOf(e.getMessage()));
        }
        List<byte[]> records =
                request.getRecordsList().stream().map(ByteString::toByteArray).toList();
        return records.isEmpty()
                ? new AppendOutcome.Refused(Refusal.UNREADABLE, "request has no records")
                : partitions.append(request.getPartition(), tenant, records);
    }

    private static Outcome encode(Refusal refusal) {
        return switch (refusal) {
            case NOT_HERE, UNREACHABLE -> Outcome.OUTCOME_NOT_HERE;
            case OVERLOADED -> Outcome.OUTCOME_OVERLOADED;
            case UNREADABLE -> Outcome.OUTCOME_UNREADABLE;
        };
    }

    private static void answer(
            StreamObserver<AppendResponse> observer, Outcome outcome, String reason) {
        observer.onNext(AppendResponse.newBuilder().setOutcome(outcome).setReason(reason).build());
        observer.onCompleted();
    }
}
