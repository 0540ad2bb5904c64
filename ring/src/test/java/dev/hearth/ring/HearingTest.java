// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class HearingTest {

    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final Hearing hearing = new Hearing(SILENCE);

    private static Instant after(int seconds) {
        return Rings.NOW.plusSeconds(seconds);
    }

    @Test
    void whoHasHeardNobodyKnowsNothing() {
        assertThat(hearing.freshFor(Rings.NOW)).isZero();
        assertThat(hearing.isAny()).isFalse();
    }

    @Test
    void whoIsSilentWasHeardAllTheSame() {
        hearing.heard(after(0));

        assertThat(hearing.freshFor(after(1000))).isZero();
        assertThat(hearing.isAny()).isTrue();
    }

    @Test
    void timeCountsFromTheFirstWordOn() {
        for (int seconds = 0; seconds <= 600; seconds += 30) {
            hearing.heard(after(seconds));
        }

        assertThat(hearing.freshFor(after(610))).isEqualTo(Duration.ofSeconds(610));
    }

    @Test
    void whoIsCutOffKnowsNothingUntilSomebodyIsHeardAgain() {
        hearing.heard(after(0));
        hearing.lost();

        assertThat(hearing.freshFor(after(1))).isZero();
        assertThat(hearing.isAny()).isTrue();

        hearing.heard(after(2));

        assertThat(hearing.freshFor(after(5))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void silenceIsABreakAndTimeBeginsAnewAfterIt() {
        hearing.heard(after(0));
        assertThat(hearing.freshFor(after(46))).isZero();

        hearing.heard(after(1000));

        assertThat(hearing.freshFor(after(1010))).isEqualTo(Duration.ofSeconds(10));
    }
}
