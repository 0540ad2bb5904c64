// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.config.BuildInfo;
import dev.hearth.server.Route.Access;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;

/// The metrics of a process and the route that shows them to Prometheus.
public final class ServerMeters implements Closeable {

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics gc = new JvmGcMetrics();

    /// Meters of the JVM and the process, and the build as `hearth_build_info`.
    public ServerMeters(BuildInfo build) {
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        gc.bindTo(registry);
        Gauge.builder("hearth.build.info", () -> 1)
                .description("The build of Hearth that runs; always 1.")
                .tag("version", build.version())
                .tag("revision", build.revision())
                .tag("branch", build.branch())
                .register(registry);
    }

    /// Where components register their meters.
    public MeterRegistry registry() {
        return registry;
    }

    /// `GET /metrics`.
    public Route route() {
        return new Route("GET", "/metrics", Access.PUBLIC, this::scrape);
    }

    private HttpReply scrape(HttpCall call) {
        String accept = call.header("accept");
        boolean open = accept != null && accept.contains(OPEN_METRICS);
        String type = open ? OPEN_METRICS + "; version=1.0.0; charset=utf-8" : TEXT;
        return HttpReply.of(200, type, registry.scrape(type).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
