// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

/// How gRPC methods of components answer: run, then send the result or the refusal.
///
/// ```java
/// public void labelNames(LabelNamesRequest request, StreamObserver<LabelNamesResponse> observer) {
///     UnaryAnswer.send(observer, () -> labelNames(request));
/// }
/// ```
public final class UnaryAnswer {

    /// Makes an answer.
    @FunctionalInterface
    public interface Work<T> {

        /// Makes the answer.
        ///
        /// @throws StatusException to refuse with that code and message
        /// @throws Exception for anything else: `internal`, with an id that the log explains
        T answer() throws Exception;
    }

    private UnaryAnswer() {}

    /// Runs `work` and sends its result or what it threw.
    public static <T> void send(StreamObserver<T> observer, Work<T> work) {
        T answer;
        try {
            answer = work.answer();
        } catch (StatusException e) {
            observer.onError(Failures.toGrpc(e).asRuntimeException());
            return;
        } catch (StatusRuntimeException e) {
            observer.onError(e);
            return;
        } catch (Exception e) {
            observer.onError(unforeseen(e).asRuntimeException());
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }

    private static Status unforeseen(Exception failure) {
        if (io.grpc.Context.current().isCancelled()) {
            return Status.CANCELLED.withDescription("the request was cancelled");
        }
        return Failures.toGrpc(Failures.internal(failure, "a call"));
    }
}
