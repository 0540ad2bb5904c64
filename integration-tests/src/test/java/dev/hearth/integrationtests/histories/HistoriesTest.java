// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything that may happen, in any order, and after each answer the question whether it is what
/// a list of profiles would have said.
///
/// Each history has two tenants, of which one keeps its profiles for hours only, two or three
/// partitions, on a disk of their own or shared by two owners, two queriers and two compactors.
/// Pushes, retries, cuts, compactions, deletions, crashes and queries overlap; whoever sleeps may
/// sleep longer than every delay; clocks on walls are set; listings lag; answers are lost; puts
/// arrive when nobody waits for them any more. There are three kinds: in a quarter of them all
/// overlap operation by operation; in the others who acts does so to the end, or falls asleep
/// before a change; in half of all that is done on purpose where it matters ([Sleepers],
/// [Interludes]). At the end all comes to rest, and no object may be left that nobody needs, nor in
/// any object anything that is deleted or too old ([Leftovers]). What may be in one partition is
/// sent to another as well, marked.
///
/// `-Dmodel.histories=5000` lives that many histories instead of as many as fit into some seconds;
/// `-Dmodel.seed=<seed>` begins with the history of that seed, as a failure names it. A build
/// always lives the same ones, so that it fails for what was changed; new ones are lived by hand.
/// `target/histories.txt` tells how many were lived so far.
///
/// # Rules that were taken out
///
/// [RulesTest] has a list of all rules and of what takes each out, tells when the code is not what
/// the list was made for, and takes them out if asked to. Beside each stands after how many
/// histories it was missed, or which test of a module misses it. Of what no history missed:
///
/// - a block that replaces one has gone through the same deletions: one that reaches behind the
///   positions of a deletion has been through it when it was committed, so every later job that
///   reads it knows that deletion. All others lie below the positions, and going through a deletion
///   once more changes nothing. The check stands there for callers that would not keep to that;
/// - a log that begins or ends elsewhere than the chain is refused, or goes on there: no log is
///   lost here, and none is trimmed by another owner;
/// - what was announced is checked in the index that holds it, the index of a tenant goes last, and
///   a tenant ends when nothing of it is left: the commit refuses such blocks, cleaners find what
///   is left over, and nobody uploads executables here.
final class HistoriesTest {

    private static final long FIRST_SEED = 100_000;
    private static final int STEPS = 220;
    private static final int TOLD = 100;
    private static final long DEFAULT_NANOS = TimeUnit.SECONDS.toNanos(40);

    @TempDir private Path scratch;

    private final AtomicLong lived = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong refusals = new AtomicLong();
    private final AtomicBoolean isFailed = new AtomicBoolean();

    @Test
    void everyAnswerIsTheOneOfAListOfProfiles() throws Exception {
        long first = Long.getLong("model.seed", FIRST_SEED);
        int wanted = Integer.getInteger("model.histories", 0);
        long deadline = System.nanoTime() + DEFAULT_NANOS;
        AtomicLong next = new AtomicLong();
        int threads =
                Math.min(wanted == 0 ? 8 : wanted, Runtime.getRuntime().availableProcessors());
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(
                        executor.submit(() -> {
                            long at = next.getAndIncrement();
                            while (!isFailed.get()
                                    && (wanted == 0 ? System.nanoTime() < deadline : at < wanted)) {
                                live(first + at);
                                tell(first, lived.incrementAndGet());
                                at = next.getAndIncrement();
                            }
                            return null;
                        }));
            }
            for (Future<?> worker : workers) {
                await(worker);
            }
        }
        assertThat(answers.get())
                .as("answers, with %d refusals", refusals.get())
                .isGreaterThan(refusals.get());
    }

    private static void await(Future<?> worker) throws InterruptedException {
        try {
            worker.get();
        } catch (ExecutionException e) {
            throw new AssertionError(String.valueOf(e.getMessage()), e);
        }
    }

    private void tell(long first, long count) throws IOException {
        if (count % TOLD == 0) {
            String line =
                    "%d histories from -Dmodel.seed=%d on: %d answers, %d refusals%n"
                            .formatted(count, first, answers.get(), refusals.get());
            Files.writeString(Path.of("target", "histories.txt"), line);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // told with its story
    private void live(long seed) throws IOException {
        History history = new History(seed, scratch);
        try (history) {
            history.live(STEPS);
            answers.addAndGet(history.answers());
            refusals.addAndGet(history.refusals());
        } catch (RuntimeException | Error | IOException e) {
            isFailed.set(true);
            throw new AssertionError(
                    "history of -Dmodel.seed=%d fails:%n%s%n".formatted(seed, history.story()) + e,
                    e);
        }
    }
}
