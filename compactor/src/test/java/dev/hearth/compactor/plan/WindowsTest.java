// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.block.merge.TimeWindow;
import dev.hearth.testing.Seeded;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class WindowsTest {

    private static final long HOUR = 3_600_000_000_000L;
    private static final long DAY = 24 * HOUR;
    private static final long NOW = 20_000 * DAY + 10 * HOUR;
    private static final Windows WINDOWS =
            new Windows(new PlanLimits(List.of(HOUR, DAY), HOUR / 2, 10, 8, 1000, 1000));

    @Test
    void recentTimeIsSplitFinelyAndOldTimeCoarsely() {
        TreeMap<Long, Long> samples = new TreeMap<>();
        samples.put(NOW - 2 * HOUR, 1L);
        samples.put(NOW - HOUR, 1L);
        samples.put(NOW - 2 * DAY, 1L);
        samples.put(NOW - 2 * DAY + HOUR, 1L);

        assertThat(WINDOWS.choose(samples, NOW, false))
                .containsExactly(
                        new TimeWindow(19_998 * DAY, 19_999 * DAY),
                        new TimeWindow(NOW - 2 * HOUR, NOW - HOUR),
                        new TimeWindow(NOW - HOUR, NOW));
        assertThat(WINDOWS.choose(samples, NOW, true))
                .containsExactly(
                        new TimeWindow(19_998 * DAY, 19_999 * DAY),
                        new TimeWindow(20_000 * DAY, 20_001 * DAY));
    }

    @Test
    void aShortRangeNeedsNoLook() {
        assertThat(WINDOWS.buckets(NOW - 1, NOW)).containsOnlyKeys(NOW - HOUR, NOW);
        assertThat(WINDOWS.buckets(NOW, NOW + 31 * HOUR)).hasSize(32);
        assertThat(WINDOWS.buckets(NOW, NOW + 32 * HOUR)).isNull();
        assertThat(WINDOWS.buckets(Long.MIN_VALUE, Long.MAX_VALUE)).isNull();
        assertThat(WINDOWS.buckets(Long.MIN_VALUE, Long.MIN_VALUE))
                .containsOnlyKeys(Long.MIN_VALUE);
    }

    @RepeatedTest(50)
    void windowsAreFewDisjointAndTheFullest(RandomGenerator random) {
        TreeMap<Long, Long> samples = new TreeMap<>();
        for (int i = random.nextInt(200); i > 0; i--) {
            long time = NOW - random.nextLong(random.nextBoolean() ? DAY : 60 * DAY);
            samples.put(Math.floorDiv(time, HOUR) * HOUR, 1 + random.nextLong(1000));
        }
        samples.put(Math.floorDiv(Long.MIN_VALUE, HOUR) * HOUR + HOUR, 1L);
        samples.put(Math.floorDiv(Long.MAX_VALUE, HOUR) * HOUR, 1L);

        List<TimeWindow> windows = WINDOWS.choose(samples, NOW, random.nextBoolean());

        assertThat(windows).hasSizeLessThanOrEqualTo(Windows.MAX_WINDOWS);
        for (int i = 1; i < windows.size(); i++) {
            assertThat(windows.get(i - 1).endNanos())
                    .isLessThanOrEqualTo(windows.get(i).startNanos());
        }
        long inside =
                samples.keySet().stream()
                        .filter(time -> windows.stream().anyMatch(each -> each.contains(time)))
                        .count();
        if (windows.size() < Windows.MAX_WINDOWS - 1) {
            assertThat(inside).isEqualTo(samples.size());
        }
    }
}
