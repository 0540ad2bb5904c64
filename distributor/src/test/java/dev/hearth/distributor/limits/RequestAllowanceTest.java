// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.TenantId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RequestAllowanceTest {

    private static final TenantId A = new TenantId("a");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final MovingClock clock = new MovingClock();
    private final RequestAllowance allowance = new RequestAllowance(clock);

    @Test
    void letsSomeRequestsOfEachPeriodPass() {
        assertThat(allowance.tryTake(A, 2, MINUTE)).isTrue();
        clock.advanceSeconds(59);
        assertThat(allowance.tryTake(A, 2, MINUTE)).isTrue();
        assertThat(allowance.tryTake(A, 2, MINUTE)).isFalse();
        clock.advanceSeconds(1);
        assertThat(allowance.tryTake(A, 2, MINUTE)).isTrue();
    }

    @Test
    void zeroLetsNonePass() {
        assertThat(allowance.tryTake(A, 0, MINUTE)).isFalse();
    }

    @Test
    void tenantsHavePeriodsOfTheirOwn() {
        allowance.tryTake(A, 1, MINUTE);

        assertThat(allowance.tryTake(A, 1, MINUTE)).isFalse();
        assertThat(allowance.tryTake(new TenantId("b"), 1, MINUTE)).isTrue();
    }
}
