// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;

/// Every metric of a process that appends to the log in Kafka.
public final class KafkaMetrics {

    private KafkaMetrics() {}

    /// Shows what a log does, from now on.
    public static void watch(KafkaLog log, MeterRegistry meters) {
        Gauge.builder("hearth.log.kafka.buffered.bytes", log, KafkaLog::bufferedBytes)
                .description("Bytes of records that wait for Kafka.")
                .register(meters);
        FunctionTimer.builder(
                        "hearth.log.kafka.append.duration",
                        log,
                        KafkaLog::appends,
                        KafkaLog::appendNanos,
                        TimeUnit.NANOSECONDS)
                .description("Time until Kafka acknowledged an append.")
                .register(meters);
        FunctionCounter.builder("hearth.log.kafka.appends.failed", log, KafkaLog::failures)
                .description("Appends that were refused, or not acknowledged in time.")
                .register(meters);
    }
}
