// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The server's own metrics. Labels are bounded: `route` is what was declared, never what was
/// asked.
final class RequestMetrics {

    private final MeterRegistry registry;

    RequestMetrics(
            MeterRegistry registry, Admission admission, ByteBudget budget, UnreadBodies unread) {
        this.registry = registry;
        Gauge.builder("hearth.requests.inflight", admission, Admission::current)
                .description("Requests that are being answered.")
                .register(registry);
        Gauge.builder("hearth.requests.inflight.limit", admission, Admission::limit)
                .description("Requests that may be answered at once.")
                .register(registry);
        Gauge.builder("hearth.requests.body.bytes", budget, ByteBudget::used)
                .baseUnit("bytes")
                .description("Bytes that the bodies of all requests at hand take.")
                .register(registry);
        Gauge.builder("hearth.requests.body.limit.bytes", budget, ByteBudget::limit)
                .baseUnit("bytes")
                .description("Bytes that the bodies of all requests at hand may take.")
                .register(registry);
        Gauge.builder("hearth.requests.unread.bodies", unread, UnreadBodies::current)
                .description("Bodies that are read and thrown away behind their answers.")
                .register(registry);
        Gauge.builder("hearth.requests.unread.bodies.limit", unread, all -> all.bounds().bodies())
                .description("Bodies that may be read and thrown away at once.")
                .register(registry);
    }

    /// Counts an answer that took no time.
    void count(ServiceRequestContext http, String route, int status) {
        record(http, route, status, 0);
    }

    void record(ServiceRequestContext http, String route, int status, long nanos) {
        record(http.method().name(), route, Integer.toString(status), nanos);
    }

    /// @param status HTTP status, or the gRPC code
    void record(String method, String route, String status, long nanos) {
        Timer.builder("hearth.request.duration")
                .description("Time from the head of a request to its answer.")
                .tag("method", method)
                .tag("route", route)
                .tag("status_code", status)
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(2500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
