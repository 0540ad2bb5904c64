// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.distributor.DistributorMetrics.Payload;
import dev.hearth.model.TenantId;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DistributorMetricsTest {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final DistributorMetrics metrics = new DistributorMetrics(registry);

    @Test
    void haveTheNamesThatDashboardsKnow() {
        metrics.received(new Payload(new TenantId("a"), "cpu", 2, 3), 1);
        metrics.discarded(new TenantId("a"), DiscardReason.RATE_LIMITED, 4, 5);
        metrics.pushed(Duration.ofMillis(7));

        assertThat(registry.scrape())
                .contains(
                        "pyroscope_distributor_received_compressed_bytes_sum{tenant=\"a\",type=\"cpu\"} 1.0",
                        "pyroscope_distributor_received_compressed_bytes_bucket{tenant=\"a\",type=\"cpu\",le=\"1024.0\"} 1",
                        "pyroscope_distributor_received_decompressed_bytes_sum{tenant=\"a\",type=\"cpu\"} 2.0",
                        "pyroscope_distributor_received_samples_sum{tenant=\"a\",type=\"cpu\"} 3.0",
                        "pyroscope_discarded_samples_total{reason=\"rate_limited\",tenant=\"a\"} 4.0",
                        "pyroscope_discarded_bytes_total{reason=\"rate_limited\",tenant=\"a\"} 5.0",
                        "hearth_distributor_push_duration_seconds_count 1");
    }

    @Test
    void doNotGrowWithTheNumberOfTenants() {
        for (int i = 0; i < DistributorMetrics.MAX_TENANTS + 500; i++) {
            metrics.discarded(new TenantId("t" + i), DiscardReason.RATE_LIMITED, 1, 1);
        }

        assertThat(registry.find("pyroscope_discarded_samples_total").counters())
                .hasSize(DistributorMetrics.MAX_TENANTS + 1);
        assertThat(
                        registry.get("pyroscope_discarded_samples_total")
                                .tag("tenant", DistributorMetrics.OTHER)
                                .counter()
                                .count())
                .isEqualTo(500);
    }

    /// They are counted before anybody has checked the labels that they are made of.
    @Test
    void doNotKeepLongNamesOfUsageGroupsAndProfiles() {
        String group = "g".repeat(UsageGroupMetrics.MAX_GROUP_NAME + 1);
        String name = "n".repeat(DistributorMetrics.MAX_NAME + 1);
        metrics.judged(new Payload(new TenantId("a"), name, 2, 3), kept("group"));
        metrics.judged(new Payload(new TenantId("a"), "cpu", 4, 5), kept(group));
        metrics.judged(new Payload(new TenantId("a"), "cpu", 8, 9), kept("group"));

        assertThat(registry.scrape())
                .doesNotContain(group)
                .doesNotContain(name)
                .contains(
                        "pyroscope_usage_group_received_decompressed_total{tenant=\"<other>\",type=\"<other>\",usage_group=\"<other>\"} 6.0",
                        "pyroscope_usage_group_received_decompressed_total{tenant=\"a\",type=\"cpu\",usage_group=\"group\"} 8.0");
    }

    private static Intake.Verdict kept(String group) {
        return new Intake.Verdict(Intake.Decision.KEEP, null, List.of(group));
    }
}
