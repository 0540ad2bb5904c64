// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/// All metrics of asking other processes.
final class PeerMetrics {

    private final MeterRegistry meters;
    private final Counter retries;
    private final DistributionSummary answerBytes;

    PeerMetrics(MeterRegistry meters, ChannelPool channels) {
        this.meters = meters;
        this.retries =
                Counter.builder("hearth.rpc.client.retries")
                        .description("Calls of other processes made again, since nobody was there.")
                        .register(meters);
        this.answerBytes =
                DistributionSummary.builder("hearth.rpc.client.answer.size")
                        .description("Sizes of the answers of other processes.")
                        .baseUnit("bytes")
                        .register(meters);
        Gauge.builder("hearth.rpc.client.channels", channels, ChannelPool::size)
                .description("Processes that there is a channel to.")
                .strongReference(true)
                .register(meters);
    }

    void retried() {
        retries.increment();
    }

    void received(long bytes) {
        answerBytes.record((double) bytes);
    }

    /// @param kind what was asked for: `head` or `stored`
    /// @param outcome `ok` or `failed`
    void asked(String kind, String outcome, Duration took) {
        Timer.builder("hearth.rpc.client.questions")
                .description("Questions asked of other processes, by kind and outcome.")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .register(meters)
                .record(took);
    }

    void appended(AppendOutcome outcome, Duration took) {
        String kind =
                switch (outcome) {
                    case AppendOutcome.Durable _ -> "durable";
                    case AppendOutcome.Refused(AppendOutcome.Refusal refusal, String _) ->
                            refusal.name().toLowerCase(Locale.ROOT);
                    case AppendOutcome.Unknown _ -> "unknown";
                };
        Timer.builder("hearth.rpc.client.appends")
                .description("Appends asked of other processes, by what became of them.")
                .tag("outcome", kind)
                .register(meters)
                .record(took);
    }
}
