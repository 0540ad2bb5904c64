// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    private final TokenBucket bucket = new TokenBucket();

    @Test
    void letsABurstPassAndThenNothing() {
        assertThat(bucket.tryTake(100, 10, 100, 0)).isTrue();
        assertThat(bucket.tryTake(1, 10, 100, 0)).isFalse();
    }

    @Test
    void fillsAtTheRate() {
        bucket.tryTake(100, 10, 100, 0);

        assertThat(bucket.tryTake(11, 10, 100, SECOND)).isFalse();
        assertThat(bucket.tryTake(10, 10, 100, SECOND)).isTrue();
    }

    @Test
    void neverHoldsMoreThanItsCapacity() {
        assertThat(bucket.tryTake(100, 10, 100, 1000 * SECOND)).isTrue();
        assertThat(bucket.tryTake(1, 10, 100, 1000 * SECOND)).isFalse();
    }

    @Test
    void whatIsLargerThanTheBucketPassesAFullOneAndIsPaidLater() {
        assertThat(bucket.tryTake(300, 10, 100, 0)).isTrue();
        assertThat(bucket.tryTake(1, 10, 100, 20 * SECOND)).isFalse();
        assertThat(bucket.tryTake(1, 10, 100, 21 * SECOND)).isTrue();
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        bucket.tryTake(100, 10, 100, 5 * SECOND);

        assertThat(bucket.tryTake(1, 10, 100, 0)).isFalse();
    }
}
