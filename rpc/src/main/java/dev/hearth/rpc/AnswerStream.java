// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.proto.hearth.internal.v1.Answer;
import dev.hearth.proto.hearth.internal.v1.AnswerChunk;
import dev.hearth.proto.hearth.internal.v1.AnswerEnd;
import dev.hearth.proto.hearth.internal.v1.Failure;
import dev.hearth.query.Cancellation;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.query.QueryAbortedException.Reason;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Sends one answer in pieces, no faster than they are taken. For one thread; what it is told of
/// the call comes from others.
final class AnswerStream {

    private static final int CHUNK_BYTES = 1 << 18;

    private final ServerCallStreamObserver<AnswerChunk> observer;
    private final Semaphore ready = new Semaphore(0);

    /// To be made before the call's method returns.
    AnswerStream(ServerCallStreamObserver<AnswerChunk> observer) {
        this.observer = observer;
        observer.setOnReadyHandler(ready::release);
        observer.setOnCancelHandler(ready::release);
    }

    /// Sends a whole answer and ends the call.
    ///
    /// @throws QueryAbortedException if nobody takes it any more
    void send(Answer answer, List<Failure> missing, Cancellation cancellation)
            throws QueryAbortedException {
        byte[] bytes = answer.toByteArray();
        for (int from = 0; from < bytes.length; from += CHUNK_BYTES) {
            awaitReady(cancellation);
            int length = Math.min(CHUNK_BYTES, bytes.length - from);
            ByteString data = UnsafeByteOperations.unsafeWrap(bytes, from, length);
            observer.onNext(AnswerChunk.newBuilder().setData(data).build());
        }
        awaitReady(cancellation);
        AnswerEnd end =
                AnswerEnd.newBuilder()
                        .setBytes(bytes.length)
                        .setCrc32C(Checksum.of(bytes))
                        .addAllMissing(missing)
                        .build();
        observer.onNext(AnswerChunk.newBuilder().setEnd(end).build());
        observer.onCompleted();
    }

    private void awaitReady(Cancellation cancellation) throws QueryAbortedException {
        try {
            while (!observer.isReady()) {
                cancellation.check();
                if (!ready.tryAcquire(cancellation.remainingNanos(), TimeUnit.NANOSECONDS)) {
                    throw new QueryAbortedException(Reason.DEADLINE);
                }
            }
        } catch (InterruptedException _) {
            throw new QueryAbortedException(Reason.CANCELLED);
        }
    }

    /// Ends the call with a failure.
    void fail(Throwable failure) {
        if (!observer.isCancelled()) {
            observer.onError(FailureCodec.status(failure));
        }
    }
}
