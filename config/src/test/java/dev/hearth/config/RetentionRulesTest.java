// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.TimeRanges;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RetentionRulesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final long NOW_NANOS = NOW.getEpochSecond() * 1_000_000_000;
    private static final long DAY = Duration.ofDays(1).toNanos();
    private static final Labels DEV =
            Labels.of(Map.of("namespace", "dev", Labels.SERVICE_NAME, "api"));
    private static final Labels PROD =
            Labels.of(Map.of("namespace", "prod", Labels.SERVICE_NAME, "api"));

    @Test
    void keepsEverythingUnlessTold() {
        RetentionRules rules = new RetentionRules(TenantLimits.defaults().retention());

        assertThat(rules.isForEver()).isTrue();
        assertThat(rules.hidden(NOW)).isSameAs(HiddenTimes.NOTHING);
        assertThat(rules.earliestCutoffNanos(NOW)).isEqualTo(Long.MIN_VALUE);
        assertThat(rules.latestCutoffNanos(NOW)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aSelectorCountsInPlaceOfThePeriod() throws Exception {
        RetentionRules rules =
                rules(
                        "retention_period: 90d, retention_stream: [{selector: '{namespace=\"dev\"}', priority: 1, period: 7d}]");

        assertThat(rules.period(DEV)).isEqualTo(Duration.ofDays(7));
        assertThat(rules.period(PROD)).isEqualTo(Duration.ofDays(90));
        assertThat(rules.hidden(NOW).of(DEV)).isEqualTo(before(NOW_NANOS - 7 * DAY));
        assertThat(rules.hidden(NOW).of(PROD)).isEqualTo(before(NOW_NANOS - 90 * DAY));
        assertThat(rules.earliestCutoffNanos(NOW)).isEqualTo(NOW_NANOS - 90 * DAY);
        assertThat(rules.latestCutoffNanos(NOW)).isEqualTo(NOW_NANOS - 7 * DAY);
    }

    @Test
    void aPeriodCanHaveTheNameThatOthersHaveForIt() throws Exception {
        RetentionRules other = rules("compactor_blocks_retention_period: 7d");
        RetentionRules both = rules("compactor_blocks_retention_period: 7d, retention_period: 9d");

        assertThat(other.period(DEV)).isEqualTo(Duration.ofDays(7));
        assertThat(both.period(DEV)).isEqualTo(Duration.ofDays(9));
    }

    @Test
    void aProfileTypeBeforeTheBracesChoosesItsSeries() throws Exception {
        RetentionRules rules =
                rules(
                        "retention_stream: [{selector: 'process_cpu:cpu:nanoseconds::{namespace=\"dev\"}', period: 7d}]");
        Labels cpu =
                Labels.of(
                        Labels.SERVICE_NAME,
                        "api",
                        Labels.PROFILE_TYPE,
                        "process_cpu:cpu:nanoseconds::",
                        "namespace",
                        "dev");

        assertThat(rules.period(cpu)).isEqualTo(Duration.ofDays(7));
        assertThat(rules.period(DEV)).isZero();
    }

    @Test
    void whatOnlyLooksLikeAProfileTypeIsRefused() {
        assertThatThrownBy(() ->
                        rules("retention_stream: [{selector: 'process_cpu:cpu{}', period: 7d}]"))
                .hasMessageContaining("expected <name>:<sample-type>");
    }

    @Test
    void theHighestPriorityCountsThenTheShortestPeriod() throws Exception {
        RetentionRules rules =
                rules(
                        "retention_stream: [{selector: '{}', period: 1d}, {selector: '{namespace=\"dev\"}', priority: 2, period: 9d}, {selector: '{service_name=\"api\"}', priority: 2, period: 0}, {selector: '{service_name=\"api\"}', priority: 1, period: 2d}]");

        assertThat(rules.period(DEV)).isEqualTo(Duration.ofDays(9));
        assertThat(rules.period(PROD)).isZero();
        assertThat(rules.hidden(NOW).of(PROD)).isEqualTo(TimeRanges.NONE);
        assertThat(rules.earliestCutoffNanos(NOW)).isEqualTo(Long.MIN_VALUE);
        assertThat(rules.latestCutoffNanos(NOW)).isEqualTo(NOW_NANOS - DAY);
    }

    @Test
    void aPeriodLongerThanTimeHidesNothing() {
        RetentionRules rules =
                new RetentionRules(
                        new RetentionLimits(Duration.ofSeconds(Long.MAX_VALUE), List.of()));

        assertThat(rules.hidden(NOW).of(DEV)).isEqualTo(TimeRanges.NONE);
    }

    @Test
    void whatIsReadIsShownAgain() throws Exception {
        String yaml =
                "overrides: {acme: {retention_period: 90d, retention_stream: [{selector: '{a=~\"b|c\"}', priority: 3, period: 36h}]}}";
        Overrides once = parse(yaml);
        Overrides twice = parse(once.diff());

        assertThat(twice.limits()).isEqualTo(once.limits());
    }

    private static TimeRanges before(long cutoff) {
        return TimeRanges.of(Long.MIN_VALUE, cutoff - 1);
    }

    private static RetentionRules rules(String limits) throws ConfigException {
        TenantLimits read =
                parse("overrides: {acme: {%s}}".formatted(limits))
                        .limits()
                        .getOrDefault(new TenantId("acme"), TenantLimits.defaults());
        return new RetentionRules(read.retention());
    }

    private static Overrides parse(String yaml) throws ConfigException {
        return Overrides.parse(List.of(new RuntimeFile("f.yaml", yaml)), Settings.defaults());
    }
}
