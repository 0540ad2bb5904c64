// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Random histories of one kind, one after another.
///
/// @param firstSeed that of the first, unless `model.seed` says otherwise
/// @param kind makes one
/// @param scratch folder for files that are being made
record SeededHistories(long firstSeed, Kind kind, Path scratch) {

    private static final int STEPS = 150;

    /// So many histories are no exception: most questions are answered in them.
    private static final int TELLING = 5;

    private static final long DEFAULT_NANOS = TimeUnit.SECONDS.toNanos(15);

    /// What kind of history it is.
    @FunctionalInterface
    interface Kind {

        RandomHistory<?, ?> begin(long seed, Path scratch) throws IOException;
    }

    /// Lives as many as `model.histories` says, or some seconds long.
    void liveSome() throws IOException {
        long first = Long.getLong("model.seed", firstSeed);
        int wanted = Integer.getInteger("model.histories", 0);
        long deadline = System.nanoTime() + DEFAULT_NANOS;
        long answers = 0;
        long refusals = 0;
        int lived = 0;
        for (int i = 0; wanted == 0 ? System.nanoTime() < deadline : i < wanted; i++) {
            try (RandomHistory<?, ?> history = live(first + i)) {
                answers += history.answers();
                refusals += history.refusals();
                lived++;
            }
        }
        if (lived >= TELLING) {
            assertThat(answers).as("answers, with %d refusals", refusals).isGreaterThan(refusals);
        }
    }

    /// Lives some twice, and compares all that happened.
    void liveTwice() throws IOException {
        for (long seed = firstSeed; seed < firstSeed + 3; seed++) {
            try (RandomHistory<?, ?> one = live(seed);
                    RandomHistory<?, ?> again = live(seed)) {
                assertThat(again.hash()).as("hash of all that happened").isEqualTo(one.hash());
            }
        }
    }

    @SuppressWarnings("CatchingUnchecked") // told with its story
    private RandomHistory<?, ?> live(long seed) throws IOException {
        RandomHistory<?, ?> history = kind.begin(seed, scratch);
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
