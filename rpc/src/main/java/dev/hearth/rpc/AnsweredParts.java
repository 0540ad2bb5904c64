// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import com.google.protobuf.Message;
import dev.hearth.model.TenantId;
import dev.hearth.proto.hearth.internal.v1.Answer;
import dev.hearth.proto.hearth.internal.v1.AnswerChunk;
import dev.hearth.proto.hearth.internal.v1.Tolerance;
import dev.hearth.query.AddressNames;
import dev.hearth.query.Cancellation;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.Question;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers questions of other processes, a bounded number at a time, each on a thread of its own
/// that ends when the call does. Safe for many threads.
final class AnsweredParts {

    private static final Logger LOG = LoggerFactory.getLogger(AnsweredParts.class);

    /// Longest that a call may take that does not say.
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final QueryEngine engine;
    private final AddressNames names;
    private final QuestionGate gate;
    private final AnswerMetrics metrics;

    /// @param names names addresses that came without names
    AnsweredParts(
            QueryEngine engine, AddressNames names, QuestionGate gate, AnswerMetrics metrics) {
        this.engine = engine;
        this.names = names;
        this.gate = gate;
        this.metrics = metrics;
    }

    /// A question as it came.
    ///
    /// @param kind what it is about, for the metrics
    /// @param request all of it
    record Asked(
            String kind,
            Message request,
            String tenant,
            dev.hearth.proto.hearth.internal.v1.Question question,
            Tolerance tolerance) {}

    /// What a question is about.
    @FunctionalInterface
    interface Sources {

        List<ProfileSource> of(TenantId tenant, Question<?> question, ToleratedFailures failures)
                throws IOException;
    }

    /// Answers on another thread.
    void answer(Asked asked, Sources sources, StreamObserver<AnswerChunk> observer) {
        Context context = Context.current();
        Deadline deadline = context.getDeadline();
        Cancellation cancellation =
                Cancellation.after(
                        deadline == null
                                ? LONGEST
                                : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS)));
        context.addListener(_ -> cancellation.cancel(), Runnable::run);
        AnswerStream stream = new AnswerStream((ServerCallStreamObserver<AnswerChunk>) observer);
        Thread.ofVirtual()
                .name("answer-" + asked.kind())
                .start(context.wrap(() -> answer(asked, sources, stream, cancellation)));
    }

    @SuppressWarnings("CatchingUnchecked") // the top of the request: whoever asked is told
    private void answer(
            Asked asked, Sources sources, AnswerStream stream, Cancellation cancellation) {
        long start = System.nanoTime();
        String outcome = "ok";
        try {
            gate.enter(cancellation);
            metrics.running().incrementAndGet();
            try {
                UnknownFields.refuse(asked.request());
                TenantId tenant = new TenantId(asked.tenant());
                Question<?> question = QuestionCodec.decode(asked.question());
                ToleratedFailures failures = new ToleratedFailures(asked.tolerance());
                List<ProfileSource> all =
                        names.over(sources.of(tenant, question, failures), tenant);
                Answer answer = encoded(question, all, failures, cancellation);
                stream.send(answer, failures.all(), cancellation);
            } finally {
                metrics.running().decrementAndGet();
                gate.leave();
            }
        } catch (Throwable e) {
            outcome = FailureCodec.encode(e).getKind().name().substring("KIND_".length());
            if (!(e instanceof IOException)) {
                LOG.warn("question of kind {} failed", asked.kind(), e);
            }
            stream.fail(e);
        } finally {
            metrics.answered(asked.kind(), outcome, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private <A> Answer encoded(
            Question<A> question,
            List<ProfileSource> sources,
            ToleratedFailures failures,
            Cancellation cancellation)
            throws IOException {
        A answer = question.answer(engine.telling(failures), sources, cancellation);
        cancellation.check();
        return AnswerCodec.encode(question, answer);
    }
}
