// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.proto.hearth.internal.v1.Failure;
import dev.hearth.query.Cancellation;
import dev.hearth.query.PartitionMovedException;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.query.QueryAbortedException.Reason;
import dev.hearth.query.RangeDroppedException;
import dev.hearth.query.UnknownRepeatsException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Failures as messages, so that they mean the same to whoever asked.
final class FailureCodec {

    private static final Metadata.Key<Failure> TRAILER =
            ProtoUtils.keyForProto(Failure.getDefaultInstance());

    /// Characters of a message that are told; a trailer has to be small.
    private static final int LONGEST = 1000;

    private FailureCodec() {}

    static Failure encode(Throwable failure) {
        Failure.Builder message = Failure.newBuilder().setMessage(message(failure));
        switch (failure) {
            case NoSuchObjectException e ->
                    message.setKind(Failure.Kind.KIND_NO_SUCH_OBJECT).setName(e.key());
            case RangeDroppedException e ->
                    message.setKind(Failure.Kind.KIND_RANGE_DROPPED)
                            .setAsked(e.asked())
                            .setKept(e.kept());
            case PartitionMovedException e ->
                    message.setKind(Failure.Kind.KIND_PARTITION_MOVED).setName(e.partition());
            case UnknownRepeatsException _ -> message.setKind(Failure.Kind.KIND_UNKNOWN_REPEATS);
            case QueryAbortedException e ->
                    message.setKind(
                            switch (e.reason()) {
                                case CANCELLED -> Failure.Kind.KIND_CANCELLED;
                                case DEADLINE -> Failure.Kind.KIND_DEADLINE;
                                case OVERLOADED -> Failure.Kind.KIND_OVERLOADED;
                            });
            case IOException _ -> message.setKind(Failure.Kind.KIND_STORAGE);
            case IllegalArgumentException _ -> message.setKind(Failure.Kind.KIND_UNKNOWN_QUESTION);
            default -> message.setKind(Failure.Kind.KIND_INTERNAL);
        }
        return message.build();
    }

    private static String message(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    /// A failure as a call ends with it.
    static StatusRuntimeException status(Throwable failure) {
        Failure message = encode(failure);
        Status status =
                switch (message.getKind()) {
                    case KIND_CANCELLED -> Status.CANCELLED;
                    case KIND_DEADLINE -> Status.DEADLINE_EXCEEDED;
                    case KIND_OVERLOADED -> Status.RESOURCE_EXHAUSTED;
                    case KIND_NO_SUCH_OBJECT -> Status.NOT_FOUND;
                    case KIND_RANGE_DROPPED, KIND_PARTITION_MOVED, KIND_UNKNOWN_REPEATS ->
                            Status.FAILED_PRECONDITION;
                    case KIND_UNKNOWN_QUESTION -> Status.UNIMPLEMENTED;
                    case KIND_STORAGE -> Status.DATA_LOSS;
                    case KIND_INTERNAL, KIND_UNSPECIFIED, UNRECOGNIZED -> Status.INTERNAL;
                };
        Metadata trailers = new Metadata();
        trailers.put(TRAILER, message);
        return status.withDescription(message.getMessage()).asRuntimeException(trailers);
    }

    /// Whether a call failed because the process was not there, as opposed to what it answered.
    static boolean isUnreached(StatusRuntimeException failure) {
        return failure.getStatus().getCode() == Status.Code.UNAVAILABLE && told(failure) == null;
    }

    private static @Nullable Failure told(StatusRuntimeException failure) {
        Metadata trailers = failure.getTrailers();
        try {
            return trailers == null ? null : trailers.get(TRAILER);
        } catch (IllegalArgumentException _) {
            return null; // some bytes, but no message
        }
    }

    /// What a failed call means to whoever asked.
    static IOException decode(
            String address, StatusRuntimeException failure, Cancellation cancellation) {
        Failure told = told(failure);
        if (told != null) {
            return decode(address, told);
        }
        try {
            cancellation.check();
        } catch (QueryAbortedException e) {
            return e;
        }
        if (failure.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return new QueryAbortedException(Reason.DEADLINE);
        }
        return new PeerFailedException(address, text(failure.getStatus()), failure);
    }

    /// What a status says, with its cause.
    static String text(Status status) {
        StringBuilder text = new StringBuilder(status.getCode().name());
        if (status.getDescription() != null) {
            text.append(": ").append(status.getDescription());
        }
        if (status.getCause() != null) {
            text.append(": ").append(status.getCause().getMessage());
        }
        return text.toString();
    }

    /// What a message means to whoever asked.
    static IOException decode(String address, Failure told) {
        return switch (told.getKind()) {
            case KIND_STORAGE -> new RemoteStorageException(told.getMessage());
            case KIND_NO_SUCH_OBJECT -> new NoSuchObjectException(told.getName());
            case KIND_RANGE_DROPPED -> new RangeDroppedException(told.getAsked(), told.getKept());
            case KIND_PARTITION_MOVED -> new PartitionMovedException(told.getName());
            case KIND_UNKNOWN_REPEATS -> new UnknownRepeatsException();
            case KIND_DEADLINE -> new QueryAbortedException(Reason.DEADLINE);
            case KIND_CANCELLED,
                    KIND_OVERLOADED,
                    KIND_UNKNOWN_QUESTION,
                    KIND_INTERNAL,
                    KIND_UNSPECIFIED,
                    UNRECOGNIZED ->
                    new PeerFailedException(address, told.getMessage(), null);
        };
    }
}
