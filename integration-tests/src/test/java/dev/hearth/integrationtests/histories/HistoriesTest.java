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
/// Each history has two tenants, of which one keeps its profiles for hours only, two partitions, on
/// a disk of their own or shared by two owners, two queriers and two compactors. Pushes, retries,
/// cuts, compactions, deletions, crashes and queries overlap operation by operation; whoever sleeps
/// may sleep longer than every delay; clocks on walls are set; listings lag; answers are lost; puts
/// arrive when nobody waits for them any more.
///
/// `-Dmodel.histories=5000` lives that many histories instead of as many as fit into some seconds;
/// `-Dmodel.seed=<seed>` begins with the history of that seed, as a failure names it.
///
/// These were taken out by hand, one at a time, and each was missed by a history: the check of a
/// segment whose start is taken, the refusal of a range that an owner has let go, a new plan after
/// a missing object, the check of what a commit covers, the flush that gives a deletion its
/// positions, the wait of segments for their floor, the wait of a floor for all tenants.
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
                    "history of -Dmodel.seed=%d fails:%n%s%n".formatted(seed, history.story()) + e,
                    e);
        }
    }
}
