// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// All metrics of answering other processes.
final class AnswerMetrics {

    private final MeterRegistry meters;
    private final AtomicInteger running = new AtomicInteger();

    AnswerMetrics(MeterRegistry meters, QuestionGate gate) {
        this.meters = meters;
        Gauge.builder("hearth.rpc.server.questions.running", running, AtomicInteger::get)
                .description("Questions of other processes at work.")
                .register(meters);
        Gauge.builder("hearth.rpc.server.questions.waiting", gate, QuestionGate::waiting)
                .description("Questions of other processes that wait for others to end.")
                .strongReference(true)
                .register(meters);
    }

    AtomicInteger running() {
        return running;
    }

    /// @param kind what was asked for: `head` or `stored`
    /// @param outcome `ok`, or the kind of the failure
    void answered(String kind, String outcome, Duration took) {
        Timer.builder("hearth.rpc.server.questions")
                .description("Questions of other processes answered, by kind and outcome.")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .register(meters)
                .record(took);
    }
}
