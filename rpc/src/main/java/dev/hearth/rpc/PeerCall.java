// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.proto.hearth.internal.v1.AnswerChunk;
import dev.hearth.proto.hearth.internal.v1.Failure;
import dev.hearth.query.Cancellation;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.query.Question;
import dev.hearth.query.SourceFailures;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Asks another process a question: again if it is not there, and until the work is to stop. Safe
/// for many threads; calls block.
final class PeerCall {

    private final RpcClientConfig config;
    private final PeerMetrics metrics;

    PeerCall(RpcClientConfig config, PeerMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
    }

    /// What is asked of whom.
    ///
    /// @param kind what it is about, for the metrics
    /// @param isOnly whether nobody else can be asked: then it is asked again if it is not there
    record Asked<A>(
            String kind,
            String address,
            boolean isOnly,
            Question<A> question,
            SourceFailures failures) {}

    /// Makes a call.
    @FunctionalInterface
    interface Call {

        /// Begins it.
        ///
        /// @param nanos time that it has
        Iterator<AnswerChunk> begin(long nanos);
    }

    /// Asks.
    ///
    /// @throws PeerFailedException if there is no answer, or none that can be understood
    /// @throws IOException if the other process says so, or the work is to stop
    <A> A ask(Asked<A> asked, Call call, Cancellation cancellation) throws IOException {
        long start = System.nanoTime();
        String outcome = "failed";
        try {
            AnswerReader read = readAgain(asked, call, cancellation);
            metrics.received(read.bytes().size());
            A answer;
            try {
                answer = AnswerCodec.decode(asked.question(), read.bytes());
            } catch (MalformedAnswerException e) {
                throw new PeerFailedException(asked.address(), String.valueOf(e.getMessage()), e);
            }
            for (Failure missing : read.end().getMissingList()) {
                asked.failures().failed(FailureCodec.decode(asked.address(), missing));
            }
            outcome = "ok";
            return answer;
        } finally {
            metrics.asked(asked.kind(), outcome, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private AnswerReader readAgain(Asked<?> asked, Call call, Cancellation cancellation)
            throws IOException {
        int retries = asked.isOnly() ? config.retries() : 0;
        long waitNanos = config.minBackoff().toNanos();
        for (int retry = 0; ; retry++) {
            cancellation.check();
            try {
                return read(asked.address(), call, cancellation);
            } catch (StatusRuntimeException e) {
                boolean isWorthIt =
                        FailureCodec.isUnreached(e)
                                && retry < retries
                                && cancellation.remainingNanos() > waitNanos;
                if (!isWorthIt) {
                    throw FailureCodec.decode(asked.address(), e, cancellation);
                }
            }
            await(waitNanos, cancellation);
            metrics.retried();
            waitNanos = Math.min(2 * waitNanos, config.maxBackoff().toNanos());
        }
    }

    private AnswerReader read(String address, Call call, Cancellation cancellation)
            throws IOException {
        Context.CancellableContext context = Context.ROOT.withCancellation();
        Context before = context.attach();
        try (Cancellation.Listener _ = cancellation.onCancel(() -> context.cancel(null))) {
            long nanos = Math.max(1, cancellation.remainingNanos());
            return AnswerReader.read(address, call.begin(nanos), config.maxAnswerBytes());
        } finally {
            context.detach(before);
            context.cancel(null); // ends a call that was not read to its end
        }
    }

    /// Waits, but not longer than the work goes on.
    private static void await(long nanos, Cancellation cancellation) throws QueryAbortedException {
        CountDownLatch stop = new CountDownLatch(1);
        try (Cancellation.Listener _ = cancellation.onCancel(stop::countDown)) {
            if (stop.await(nanos, TimeUnit.NANOSECONDS)) {
                cancellation.check();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new QueryAbortedException(QueryAbortedException.Reason.CANCELLED);
        }
    }
}
