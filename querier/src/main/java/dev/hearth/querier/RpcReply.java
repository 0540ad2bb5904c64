// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.Tenants;
import dev.hearth.server.CurrentTenant;
import dev.hearth.server.StatusException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/// Gives the answer of a call to whoever called, or why there is none.
final class RpcReply {

    /// Makes the answer of one call.
    @FunctionalInterface
    interface Answer<T> {

        T of(Tenants tenants) throws StatusException;
    }

    private RpcReply() {}

    /// Answers for the tenants bound to the calling thread.
    static <T> void send(StreamObserver<T> observer, Answer<T> answer) {
        T message;
        try {
            message = answer.of(CurrentTenant.all());
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
}
