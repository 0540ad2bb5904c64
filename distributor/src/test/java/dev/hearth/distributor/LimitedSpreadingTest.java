// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.PlacementLimits;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LimitedSpreadingTest {

    private static final TenantId TENANT = new TenantId("a");

    private PlacementLimits limits = PlacementLimits.USUAL;
    private long nanos;
    private final LimitedSpreading spreading =
            new LimitedSpreading(_ -> limits(), Duration.ofMinutes(10), () -> nanos);

    private TenantLimits limits() {
        TenantLimits usual = TenantLimits.defaults();
        return new TenantLimits(
                usual.ingest(),
                usual.labels(),
                usual.profiles(),
                usual.series(),
                usual.relabel(),
                usual.usage(),
                usual.aggregation(),
                limits,
                usual.queries(),
                usual.retention());
    }

    @Test
    void whoeverHasNoLimitsIsSettledFromTheStart() {
        assertThat(spreading.of(TENANT)).isEqualTo(new Spread(0, 1, true));
    }

    @Test
    void limitsSettleOnceRetriesOfWhatWasSentBeforeAreOver() {
        limits = new PlacementLimits(3, 2);
        assertThat(spreading.of(TENANT)).isEqualTo(new Spread(3, 2, false));
        nanos += Duration.ofMinutes(10).toNanos() - 1;
        assertThat(spreading.of(TENANT).isSettled()).isFalse();

        nanos++;

        assertThat(spreading.of(TENANT)).isEqualTo(new Spread(3, 2, true));
    }

    @Test
    void limitsThatAreTakenBackAreAChangeAsWell() {
        limits = new PlacementLimits(3, 1);
        assertThat(spreading.of(TENANT).isSettled()).isFalse();
        nanos += Duration.ofMinutes(10).toNanos();
        assertThat(spreading.of(TENANT).isSettled()).isTrue();

        limits = PlacementLimits.USUAL;

        assertThat(spreading.of(TENANT)).isEqualTo(new Spread(0, 1, false));
        assertThat(spreading.of(new TenantId("b")).isSettled()).isTrue();
    }

    @Test
    void aSpreadIsOneAtLeast() {
        limits = new PlacementLimits(2, 0);

        assertThat(spreading.of(TENANT).partitions()).isEqualTo(1);
    }
}
