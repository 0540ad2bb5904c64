// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimelineTest {

    /// Ranges are a number of seconds a point times 1500 points.
    @ParameterizedTest
    @CsvSource({
        "0.1, 15",
        "14.9, 15",
        "15, 15",
        "17.5, 15",
        "17.6, 20",
        "25, 20",
        "26, 30",
        "45, 30",
        "46, 60",
        "90, 60",
        "91, 120",
        "210, 120",
        "450, 300",
        "451, 600",
        "750, 600",
        "1050, 900",
        "1500, 1200",
        "2700, 1800",
        "5400, 3600",
        "9000, 7200",
        "16200, 10800",
        "32400, 21600",
        "86400, 43200",
        "172800, 86400",
        "604800, 86400",
        "1814400, 604800",
        "3628799, 2592000",
        "3628800, 31536000",
    })
    void choosesTheStepOfTheRange(double secondsPerPoint, long step) {
        long end = 1_700_000_000_000L;
        long start = end - Math.round(secondsPerPoint * 1500 * 1000);

        assertThat(Timeline.stepSeconds(start, end)).isEqualTo(step);
    }
}
