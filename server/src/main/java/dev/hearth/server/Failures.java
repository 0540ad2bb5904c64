// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.stream.ClosedStreamException;
import dev.hearth.server.StatusException.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns whatever a handler threw into what the client is told. What nobody foresaw is logged with
/// an id, and the client sees the id only.
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /// The refusal to send.
    ///
    /// @param what the request, for the log
    static StatusException toStatus(Throwable failure, RequestScope scope, String what) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (scope.isCancelled()) {
            return cancelled(scope);
        }
        if (cause instanceof StatusException status) {
            return status;
        }
        if (cause instanceof StatusRuntimeException grpc) {
            return fromGrpc(grpc.getStatus());
        }
        if (cause instanceof ClosedStreamException) {
            // The connection ended inside the body; nobody is there to read the answer.
            return new StatusException(Code.CANCELED, "the request was cancelled by the client");
        }
        return internal(cause, what);
    }

    /// What the client of an ended request is told.
    static StatusException cancelled(RequestScope scope) {
        return scope.isTimedOut()
                ? new StatusException(
                        Code.DEADLINE_EXCEEDED,
                        "the request took too long (ask for a shorter time range or add matchers; the limit is set by -server.request-timeout)")
                : new StatusException(Code.CANCELED, "the request was cancelled by the client");
    }

    static StatusException internal(Throwable cause, String what) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.error("{} failed (error id {})", what, id, cause);
        return new StatusException(Code.INTERNAL, "internal error (id %s)".formatted(id));
    }

    /// A gRPC status as ours. Codes that we do not have become the one of equal HTTP status.
    static StatusException fromGrpc(Status status) {
        String description = status.getDescription();
        String message = description == null ? "" : description;
        return switch (status.getCode()) {
            case CANCELLED -> new StatusException(Code.CANCELED, message);
            case OUT_OF_RANGE -> new StatusException(Code.INVALID_ARGUMENT, message);
            case ABORTED -> new StatusException(Code.ALREADY_EXISTS, message);
            case OK, DATA_LOSS -> new StatusException(Code.INTERNAL, message);
            default -> new StatusException(Code.valueOf(status.getCode().name()), message);
        };
    }

    /// Our refusal as a gRPC status.
    static Status toGrpc(StatusException failure) {
        String name = failure.code() == Code.CANCELED ? "CANCELLED" : failure.code().name();
        return Status.Code.valueOf(name).toStatus().withDescription(failure.getMessage());
    }
}
