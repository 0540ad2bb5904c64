// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.config.Overrides;
import dev.hearth.config.runtime.RuntimeLimits;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/// The metrics of runtime files.
final class RuntimeMetrics {

    private final RuntimeLimits limits;
    private final MultiGauge hash;
    private final MultiGauge overrides;

    RuntimeMetrics(RuntimeLimits limits, MeterRegistry registry) {
        this.limits = limits;
        Gauge.builder(
                        "pyroscope_runtime_config_last_reload_successful",
                        limits,
                        source -> source.problem().isEmpty() ? 1 : 0)
                .description("Whether runtime files were good when they were last read.")
                .register(registry);
        this.hash =
                MultiGauge.builder("pyroscope_runtime_config_hash")
                        .description("SHA-256 of the runtime files that are in force; always 1.")
                        .register(registry);
        this.overrides =
                MultiGauge.builder("pyroscope_limits_overrides")
                        .description("Limits that runtime files set; durations in seconds.")
                        .register(registry);
    }

    /// Shows what is in force now.
    void update() {
        Overrides now = limits.overrides();
        hash.register(List.of(Row.of(Tags.of("sha256", limits.hash()), 1)), true);
        List<Row<?>> rows = new ArrayList<>();
        now.forEachNumber((tenant, key, value) ->
                rows.add(Row.of(Tags.of("limit_name", key, "tenant", tenant.value()), value)));
        overrides.register(rows, true);
    }
}
