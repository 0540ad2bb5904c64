// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Metrics of the object store, by operation. The operations have the names that users of Thanos
/// know.
final class StoreMeters {

    static final String UPLOAD = "upload";
    static final String GET = "get";
    static final String GET_RANGE = "get_range";
    static final String ATTRIBUTES = "attributes";
    static final String ITER = "iter";
    static final String DELETE = "delete";

    private static final String PREFIX = "hearth.objstore.bucket.";
    private static final List<String> ALL =
            List.of(UPLOAD, GET, GET_RANGE, ATTRIBUTES, ITER, DELETE);

    private final MeterRegistry registry;
    private final Map<String, Counter> operations = new HashMap<>();
    private final Map<String, Counter> failures = new HashMap<>();
    private final Map<String, Timer> durations = new HashMap<>();
    private final Map<String, Counter> fetched = new HashMap<>();
    private final Counter uploaded;

    StoreMeters(MeterRegistry registry) {
        this.registry = registry;
        for (String operation : ALL) {
            operations.put(
                    operation,
                    counter(
                            "operations",
                            operation,
                            "Operations of the object store, failed ones among them."));
            failures.put(
                    operation,
                    counter(
                            "operation.failures",
                            operation,
                            "Operations that failed, retries included. To find no object is no failure."));
            durations.put(operation, duration(operation));
            retries(operation);
        }
        for (String operation : List.of(GET, GET_RANGE)) {
            fetched.put(
                    operation,
                    bytes("operation.fetched", operation, "Bytes that were read of objects."));
        }
        uploaded = bytes("operation.uploaded", UPLOAD, "Bytes of the objects that were created.");
    }

    private Counter counter(String name, String operation, String help) {
        return Counter.builder(PREFIX + name)
                .description(help)
                .tag("operation", operation)
                .register(registry);
    }

    private Counter bytes(String name, String operation, String help) {
        return Counter.builder(PREFIX + name)
                .description(help)
                .baseUnit("bytes")
                .tag("operation", operation)
                .register(registry);
    }

    private Counter retries(String operation) {
        return counter("operation.retries", operation, "Attempts that failed and were made again.");
    }

    private Timer duration(String operation) {
        return Timer.builder(PREFIX + "operation.duration")
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
                .register(registry);
    }

    private static <M> M of(Map<String, M> meters, String operation) {
        M meter = meters.get(operation);
        if (meter == null) {
            throw new IllegalArgumentException("operation \"%s\" is unknown".formatted(operation));
        }
        return meter;
    }

    /// An operation that came to an end.
    void finished(String operation, long nanos) {
        of(operations, operation).increment();
        of(durations, operation).record(nanos, TimeUnit.NANOSECONDS);
    }

    /// An operation that failed, all retries included.
    void failed(String operation) {
        of(operations, operation).increment();
        of(failures, operation).increment();
    }

    /// An attempt that failed and is made again.
    void retried(String operation) {
        retries(operation).increment();
    }

    /// Bytes that came.
    void fetched(String operation, long bytes) {
        of(fetched, operation).increment((double) bytes);
    }

    /// Bytes that went.
    void uploaded(long bytes) {
        uploaded.increment((double) bytes);
    }
}
