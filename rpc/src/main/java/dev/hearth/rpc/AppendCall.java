// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.proto.hearth.internal.v1.AppendRequest;
import dev.hearth.proto.hearth.internal.v1.AppendResponse;
import dev.hearth.proto.hearth.internal.v1.AppendServiceGrpc;
import dev.hearth.rpc.AppendOutcome.Refusal;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// One request to append. Knows whether anything of it was sent. For one call.
final class AppendCall extends ClientStreamTracer.Factory {

    private volatile boolean isBegun;

    /// Asks once; does not end before the other process answered or the time is over, whatever
    /// becomes of the push that it is for.
    AppendOutcome ask(ManagedChannel channel, Append append, Duration timeout) {
        AppendRequest.Builder request =
                AppendRequest.newBuilder()
                        .setTenant(append.tenant().value())
                        .setPartition(append.partition());
        append.records()
                .forEach(record -> request.addRecords(UnsafeByteOperations.unsafeWrap(record)));
        CallOptions options =
                CallOptions.DEFAULT
                        .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                        .withStreamTracerFactory(this);
        Context before = Context.ROOT.attach();
        try {
            return decode(
                    ClientCalls.blockingUnaryCall(
                            channel,
                            AppendServiceGrpc.getAppendMethod(),
                            options,
                            request.build()));
        } catch (StatusRuntimeException e) {
            return decode(e.getStatus());
        } finally {
            Context.ROOT.detach(before);
        }
    }

    private AppendOutcome decode(Status status) {
        String reason = FailureCodec.text(status);
        boolean isLate = status.getCode() == Status.Code.DEADLINE_EXCEEDED;
        if (status.getCode() == Status.Code.UNIMPLEMENTED) {
            return new AppendOutcome.Refused(Refusal.NOT_HERE, reason);
        }
        return isBegun || isLate
                ? new AppendOutcome.Unknown(reason, isLate)
                : new AppendOutcome.Refused(Refusal.UNREACHABLE, reason);
    }

    private static AppendOutcome decode(AppendResponse response) {
        String reason = response.getReason();
        return switch (response.getOutcome()) {
            case OUTCOME_DURABLE -> AppendOutcome.DURABLE;
            case OUTCOME_NOT_HERE -> new AppendOutcome.Refused(Refusal.NOT_HERE, reason);
            case OUTCOME_OVERLOADED -> new AppendOutcome.Refused(Refusal.OVERLOADED, reason);
            case OUTCOME_UNREADABLE -> new AppendOutcome.Refused(Refusal.UNREADABLE, reason);
            case OUTCOME_UNABLE, OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                    new AppendOutcome.Unknown(reason, false);
        };
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
            ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void streamCreated(Attributes transportAttrs, Metadata streamHeaders) {
                isBegun = true;
            }
        };
    }
}
