// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Metrics of the object store, by operation. The operations have the names that users of Thanos
/// know: `upload`, `get`, `get_range`, `attributes`, `iter`, `delete`.
final class StoreMeters {

    private static final String PREFIX = "hearth.objstore.bucket.";

    private final MeterRegistry registry;

    StoreMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /// An operation that came to an end.
    void finished(String operation, long nanos) {
        counter("operations", operation, "Operations of the object store, failed ones among them.")
                .increment();
        Timer.builder(PREFIX + "operation.duration")
                .description("Time of an operation that did not fail, retries included.")
                .tag("operation", operation)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(10),
                        Duration.ofMillis(30),
                        Duration.ofMillis(100),
                        Duration.ofMillis(300),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /// An operation that failed, all retries included.
    void failed(String operation) {
        counter("operations", operation, "Operations of the object store, failed ones among them.")
                .increment();
        counter(
                        "operation.failures",
                        operation,
                        "Operations that failed, retries included. To find no object is no failure.")
                .increment();
    }

    /// An attempt that failed and is made again.
    void retried(String operation) {
        counter("operation.retries", operation, "Attempts that failed and were made again.")
                .increment();
    }

    /// Bytes that came.
    void fetched(String operation, long bytes) {
        bytes("operation.fetched", operation, "Bytes read of objects.").increment((double) bytes);
    }

    /// Bytes that went.
    void uploaded(String operation, long bytes) {
        bytes("operation.uploaded", operation, "Bytes of objects that were created.")
                .increment((double) bytes);
    }

    private Counter bytes(String name, String operation, String help) {
        return Counter.builder(PREFIX + name)
                .description(help)
                .baseUnit("bytes")
                .tag("operation", operation)
                .register(registry);
    }

    private Counter counter(String name, String operation, String help) {
        return Counter.builder(PREFIX + name)
                .description(help)
                .tag("operation", operation)
                .register(registry);
    }
}
