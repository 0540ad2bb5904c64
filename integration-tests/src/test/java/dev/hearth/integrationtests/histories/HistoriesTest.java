// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything that may happen, in any order, and after each answer the question whether it is what
/// a list of profiles would have said.
///
/// `-Dmodel.histories=5000` lives that many histories instead of as many as fit into some seconds;
/// `-Dmodel.seed=<seed>` begins with the history of that seed, as a failure names it.
final class HistoriesTest {

    private static final int STEPS = 220;
    private static final long DEFAULT_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir private Path scratch;

    @Test
    void everyAnswerIsTheOneOfAListOfProfiles() throws IOException {
        long first = Long.getLong("model.seed", System.nanoTime());
        int wanted = Integer.getInteger("model.histories", 0);
        long deadline = System.nanoTime() + DEFAULT_NANOS;
        long answers = 0;
        long refusals = 0;
        for (int i = 0; wanted == 0 ? System.nanoTime() < deadline : i < wanted; i++) {
            History history = live(first + i);
            answers += history.answers();
            refusals += history.refusals();
        }
        assertThat(answers).as("answers, with %d refusals", refusals).isGreaterThan(refusals);
    }

    @SuppressWarnings("CatchingUnchecked") // told with its story
    private History live(long seed) throws IOException {
        History history = new History(seed, scratch);
        try (history) {
            history.live(STEPS);
            return history;
        } catch (RuntimeException | Error | IOException e) {
            throw new AssertionError(
                    "history of -Dmodel.seed=%d fails:%n%s%n".formatted(seed, history.story())
                            + e,
                    e);
        }
    }
}
