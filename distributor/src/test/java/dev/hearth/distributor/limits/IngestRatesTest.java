// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.ConfigException;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import org.junit.jupiter.api.Test;

final class IngestRatesTest {

    private static final TenantId A = new TenantId("a");
    private static final TenantId B = new TenantId("b");
    private static final long MEGABYTE = 1 << 20;

    private final MovingClock clock = new MovingClock();
    private final IngestRates rates = new IngestRates(clock);

    @Test
    void oneTenantDoesNotSpendWhatAnotherMay() {
        TenantLimits limits = limits(1, 1);

        assertThat(rates.tryTake(A, 1L << 40, limits)).isTrue();
        assertThat(rates.tryTake(A, 1, limits)).isFalse();
        assertThat(rates.tryTake(B, 1, limits)).isTrue();
    }

    @Test
    void aRateOfZeroIsNoLimit() {
        TenantLimits limits = limits(0, 1);

        assertThat(rates.tryTake(A, Long.MAX_VALUE, limits)).isTrue();
        assertThat(rates.tryTake(A, Long.MAX_VALUE, limits)).isTrue();
    }

    @Test
    void forgetsTheTenantThatPushedLongestAgo() {
        TenantLimits limits = limits(1, 1);
        rates.tryTake(A, 1L << 40, limits);

        for (int i = 0; i < RecentTenants.MAX; i++) {
            rates.tryTake(new TenantId("t" + i), 1, limits);
        }

        assertThat(rates.tryTake(A, 1, limits)).isTrue();
    }

    @Test
    void aBurstBelowTheLargestProfileStillLetsThatPass() {
        TenantLimits limits = limits(1, 1);

        assertThat(rates.tryTake(A, 4 * MEGABYTE, limits)).isTrue();
        assertThat(rates.tryTake(A, 4 * MEGABYTE, limits)).isFalse();
    }

    @Test
    void aHigherRateCountsAtOnceAndGivesNothingBack() {
        rates.tryTake(A, 100 * MEGABYTE, limits(1, 100));

        assertThat(rates.tryTake(A, 1, limits(10, 200))).isFalse();
        clock.advanceSeconds(2);
        assertThat(rates.tryTake(A, 21 * MEGABYTE, limits(10, 200))).isFalse();
        assertThat(rates.tryTake(A, 20 * MEGABYTE, limits(10, 200))).isTrue();
    }

    @Test
    void aSmallerBurstTakesAwayWhatItCannotHold() {
        rates.tryTake(A, 1, limits(1, 100));

        assertThat(rates.tryTake(A, 6 * MEGABYTE, limits(1, 6))).isTrue();
        assertThat(rates.tryTake(A, MEGABYTE, limits(1, 100))).isFalse();
    }

    @Test
    void switchingTheLimitOffAndOnDoesNotFillTheBucket() {
        rates.tryTake(A, 100 * MEGABYTE, limits(1, 100));

        assertThat(rates.tryTake(A, 1000 * MEGABYTE, limits(0, 100))).isTrue();
        assertThat(rates.tryTake(A, 1, limits(1, 100))).isFalse();
    }

    private static TenantLimits limits(double rateMegabytes, double burstMegabytes) {
        try {
            return TenantLimits.fromSettings(
                    Settings.defaults()
                            .with(LimitFlags.INGESTION_RATE_MB, rateMegabytes)
                            .with(LimitFlags.INGESTION_BURST_SIZE_MB, burstMegabytes));
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
