// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.LimitFlags;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class IngestRatesTest {

    private static final TenantId A = new TenantId("a");
    private static final TenantId B = new TenantId("b");

    private final IngestRates rates = new IngestRates(Clock.fixed(PushFixture.NOW, ZoneOffset.UTC));

    @Test
    void oneTenantDoesNotSpendWhatAnotherMay() {
        TenantLimits limits = PushFixture.limits(LimitFlags.INGESTION_RATE_MB, 1.0);

        assertThat(rates.tryTake(A, 1L << 40, limits)).isTrue();
        assertThat(rates.tryTake(A, 1, limits)).isFalse();
        assertThat(rates.tryTake(B, 1, limits)).isTrue();
    }

    @Test
    void aRateOfZeroIsNoLimit() {
        TenantLimits limits = PushFixture.limits(LimitFlags.INGESTION_RATE_MB, 0.0);

        assertThat(rates.tryTake(A, Long.MAX_VALUE, limits)).isTrue();
        assertThat(rates.tryTake(A, Long.MAX_VALUE, limits)).isTrue();
    }

    @Test
    void forgetsTheTenantThatPushedLongestAgo() {
        TenantLimits limits = PushFixture.limits(LimitFlags.INGESTION_RATE_MB, 1.0);
        rates.tryTake(A, 1L << 40, limits);

        for (int i = 0; i < IngestRates.MAX_TENANTS; i++) {
            rates.tryTake(new TenantId("t" + i), 1, limits);
        }

        assertThat(rates.tryTake(A, 1, limits)).isTrue();
    }
}
