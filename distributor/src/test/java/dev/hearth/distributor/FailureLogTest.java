// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class FailureLogTest {

    private long nowMillis = 1_000_000;
    private final InstantSource time = () -> Instant.ofEpochMilli(nowMillis);
    private final FailureLog failures = new FailureLog(time.withZone(ZoneOffset.UTC));

    @Test
    void logsTheFirstFailureAndThenOneInAWhile() {
        IOException full = new IOException("disk full");

        assertThat(failures.note(full)).isTrue();
        assertThat(failures.note(full)).isFalse();
        nowMillis += FailureLog.SILENCE_MILLIS;
        assertThat(failures.note(full)).isTrue();
        assertThat(failures.note(full)).isFalse();
    }
}
