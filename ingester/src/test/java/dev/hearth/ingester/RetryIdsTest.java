// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class RetryIdsTest {

    @RepeatedTest(5)
    void answersAsAPlainMapWould(RandomGenerator random) {
        RetryIds ids = new RetryIds(500);
        Map<Long, Long> plain = new HashMap<>();
        long millis = 0;
        for (int i = 0; i < 20_000; i++) {
            millis += random.nextInt(3);
            long id = random.nextInt(4000);
            Long first = plain.get(id);
            boolean expected = first != null && millis - first <= 500;

            assertThat(ids.isRetry(id % 3, id, millis)).isEqualTo(expected);

            if (!expected) {
                plain.put(id, millis);
            }
        }
    }

    @RepeatedTest(2)
    void forgetsWhatLeftTheWindow(RandomGenerator random) {
        RetryIds ids = new RetryIds(100);
        for (int millis = 0; millis < 100_000; millis++) {
            ids.isRetry(random.nextLong(), random.nextLong(), millis);
        }

        assertThat(ids.sizeBytes()).isLessThan(100_000);
    }
}
