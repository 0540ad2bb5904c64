// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.text.ByteText;
import dev.hearth.config.text.DurationText;
import dev.hearth.testing.Seeded;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Seeded.class)
final class FlagValueTest {

    @ParameterizedTest
    @CsvSource({
        "0,PT0S",
        "0s,PT0S",
        "1h30m,PT1H30M",
        "1w,P7D",
        "1d,P1D",
        "7d,P7D",
        "1y,P365D",
        "1.5h,PT1H30M",
        "100ms,PT0.1S",
        "10us,PT0.00001S",
        "10ns,PT0.00000001S",
        "-5m,PT-5M",
        "1h0m0s,PT1H",
    })
    void readsDurations(String text, Duration duration) {
        assertThat(DurationText.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "5", "h", "1x", "1h 30m", "1..5h", "999999999h", "1h-5m"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no duration");
    }

    @ParameterizedTest
    @CsvSource({"PT0S,0s", "P7D,1w", "P1D,1d", "PT25H,25h", "PT1H30M,1h30m", "PT0.25S,250ms"})
    void writesDurations(Duration duration, String text) {
        assertThat(DurationText.format(duration)).isEqualTo(text);
    }

    @RepeatedTest(200)
    void readsEveryDurationThatItWrites(RandomGenerator random) {
        Duration duration = Duration.ofNanos(random.nextLong() >> random.nextInt(1, 60));

        assertThat(DurationText.parse(DurationText.format(duration))).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({
        "4194304,4194304",
        "4MiB,4194304",
        "4 MB,4000000",
        "1.5KiB,1536",
        "0,0",
        "1gib,1073741824",
    })
    void readsBytes(String text, long bytes) {
        assertThat(ByteText.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MB", "4XB", "-1", "1.2.3", "99999999999TiB"})
    void refusesWhatIsNoByteCount(String text) {
        assertThatThrownBy(() -> ByteText.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @RepeatedTest(100)
    void readsEveryByteCountThatItWrites(RandomGenerator random) {
        long bytes = (random.nextLong() >>> random.nextInt(2, 63)) & -1024L;

        assertThat(ByteText.parse(ByteText.format(bytes))).isEqualTo(bytes);
    }
}
