// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
import dev.hearth.testing.Seeded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class ActiveSeriesTest {

    private static final TenantId A = new TenantId("a");
    private static final TenantId B = new TenantId("b");
    private static final long IDLE_SECONDS = ActiveSeries.IDLE.toSeconds();

    private final MovingClock clock = new MovingClock();
    private final ActiveSeries series = new ActiveSeries(clock);

    @Test
    void whatIsActiveStaysSoWhenTheLimitIsReached() {
        assertThat(series.admit(A, series(0, 3), 3)).containsExactly(true, true, true);
        assertThat(series.admit(A, series(1, 5), 3)).containsExactly(true, true, false, false);
        assertThat(series.active(A)).isEqualTo(3);
    }

    @Test
    void oneTenantDoesNotUseUpTheSeriesOfAnother() {
        series.admit(A, series(0, 3), 3);

        assertThat(series.admit(B, series(0, 3), 3)).containsExactly(true, true, true);
    }

    @Test
    void idleSeriesMakeRoom() {
        series.admit(A, series(0, 3), 3);
        clock.advanceSeconds(IDLE_SECONDS - 1);
        series.admit(A, series(0, 1), 3);

        assertThat(series.admit(A, series(3, 4), 3)).containsExactly(false);
        clock.advanceSeconds(SeriesTable.SWEEP_SECONDS);
        assertThat(series.admit(A, series(3, 6), 3)).containsExactly(true, true, false);
        assertThat(series.admit(A, series(0, 1), 3)).containsExactly(true);
    }

    @Test
    void aHigherLimitCountsAtOnceAndALowerOneDropsNothing() {
        series.admit(A, series(0, 3), 3);

        assertThat(series.admit(A, series(3, 4), 4)).containsExactly(true);
        assertThat(series.admit(A, series(0, 5), 2)).containsExactly(true, true, true, true, false);
    }

    @Test
    void admitsWhatATableOfAllSeriesWould(RandomGenerator random) {
        Map<Labels, Long> model = new HashMap<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(100) == 0) {
                long step = random.nextInt(2000);
                clock.advanceSeconds(step);
                now += step;
                long oldest = now - IDLE_SECONDS;
                model.values().removeIf(seen -> seen <= oldest);
                assertThat(series.active(A)).isEqualTo(model.size());
            }
            Labels one = name(random.nextInt(700));
            boolean expected = model.containsKey(one) || model.size() < 300;
            if (expected) {
                model.put(one, now);
            }
            assertThat(series.admit(A, List.of(one), 300)).containsExactly(expected);
        }
        assertThat(series.active(A)).isEqualTo(model.size());
    }

    private static List<Labels> series(int from, int to) {
        List<Labels> list = new ArrayList<>();
        for (int i = from; i < to; i++) {
            list.add(name(i));
        }
        return list;
    }

    private static Labels name(int i) {
        return Labels.of("service_name", "s" + i);
    }
}
