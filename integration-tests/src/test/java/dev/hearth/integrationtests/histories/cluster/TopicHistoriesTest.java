// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every profile of a log in a topic counts once, whatever becomes of processes, messages, brokers
/// and the ring.
final class TopicHistoriesTest {

    private static final long FIRST_SEED = 300_000;
    private static final int STEPS = 150;
    private static final long DEFAULT_NANOS = TimeUnit.SECONDS.toNanos(15);

    @TempDir private Path scratch;

    @Test
    void everyProfileCountsOnce() throws IOException {
        long first = Long.getLong("model.seed", FIRST_SEED);
        int wanted = Integer.getInteger("model.histories", 0);
        long deadline = System.nanoTime() + DEFAULT_NANOS;
        long answers = 0;
        long refusals = 0;
        for (int i = 0; wanted == 0 ? System.nanoTime() < deadline : i < wanted; i++) {
            try (TopicHistory history = live(first + i)) {
                answers += history.answers();
                refusals += history.refusals();
            }
        }
        assertThat(answers).as("answers, with %d refusals", refusals).isGreaterThan(refusals);
    }

    @Test
    void aSeedGivesTheWholeHistory() throws IOException {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + 3; seed++) {
            try (TopicHistory one = live(seed);
                    TopicHistory again = live(seed)) {
                assertThat(again.hash()).as("hash of all that happened").isEqualTo(one.hash());
            }
        }
    }

    @SuppressWarnings("CatchingUnchecked") // told with its story
    private TopicHistory live(long seed) throws IOException {
        TopicHistory history = new TopicHistory(seed, scratch);
        try {
            history.live(STEPS);
            return history;
        } catch (RuntimeException | Error | IOException e) {
            try (history) {
                throw new AssertionError(
                        "history of -Dmodel.seed=%d fails:%n%s%n".formatted(seed, history.story())
                                + e,
                        e);
            }
        }
    }
}
