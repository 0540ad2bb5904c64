// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class HistoryTest {

    @RepeatedTest(60)
    void eachDurableProfileIsSeenExactlyOnceWhateverHappens(RandomGenerator random)
            throws IOException {
        History history = new History(random);
        for (int i = 0; i < 120; i++) {
            history.step();
            history.check();
        }
        history.settle();

        history.check();
        assertThat(history.segmentCount()).isPositive();
    }
}
