// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AtTimeTest {

    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "now,2026-03-10T12:00:00Z",
        "'',2026-03-10T12:00:00Z",
        "anything,2026-03-10T12:00:00Z",
        "now-1h,2026-03-10T11:00:00Z",
        " now - 1 h ,2026-03-10T11:00:00Z",
        "now+90s,2026-03-10T12:01:30Z",
        "midnight-1d,2026-03-09T12:00:00Z",
        "now-3h30m,2026-03-10T08:30:00Z",
        "now-2hours,2026-03-10T10:00:00Z",
        "now-5min,2026-03-10T11:55:00Z",
        "now-1mon,2026-02-08T12:00:00Z",
        "now-1M,2026-02-08T12:00:00Z",
        "now-1w,2026-03-03T12:00:00Z",
        "now-1y,2025-03-10T12:00:00Z",
        "now-7fortnights,2026-03-10T12:00:00Z",
        "20240131,2024-01-31T00:00:00Z",
        "2024_01_31,2024-01-31T00:00:00Z",
        "20241331,1970-08-23T06:35:31Z",
        "1700000000,2023-11-14T22:13:20Z",
        "1700000000123,2023-11-14T22:13:20.123Z",
        "1700000000123456,2023-11-14T22:13:20.123456Z",
        "1700000000123456789,2023-11-14T22:13:20.123456789Z",
        "0,1970-01-01T00:00:00Z",
    })
    void readsTimes(String text, Instant time) throws Exception {
        assertThat(AtTime.parse(text, NOW)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"99999999999999999999", "now-99999999999999999999h", "999999999999999999"})
    void refusesWhatIsOutOfRange(String text) {
        assertThatThrownBy(() -> AtTime.parse(text, NOW))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("is out of range");
    }
}
