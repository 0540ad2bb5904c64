// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A cluster under load of which everything is killed, paused, added and taken away, one after
/// another: what was acked counts once, and the answers are those of one process that was fed the
/// same.
///
/// Each round does every deed once, in an order that the seed gives; a line for each says what was
/// done. `-Dtest.seed=<seed>` repeats the order, `-Dchaos.rounds=<number>` does so many rounds.
/// Without that it is three, or fewer on a machine so busy that no other fits into the time.
final class ClusterChaosTest {

    private static final int USUAL_ROUNDS = 3;
    private static final int ROUNDS = Integer.getInteger("chaos.rounds", USUAL_ROUNDS);
    private static final boolean IS_LONG = Integer.getInteger("chaos.rounds") != null;
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());

    /// No usual round begins later than so long after the first.
    private static final Duration LAST_ROUND = Duration.ofMinutes(3);

    private static final int CLIENT_SECONDS = 30 + 30 * ROUNDS;
    private static final Duration LEAST_PACE = Duration.ofMillis(60);
    private static final Duration MOST_PACE = Duration.ofSeconds(1);
    private static final String[] QUERIERS = {"querier-1", "querier-2"};

    @TempDir private Path folder;

    @Test
    void aClusterOfWhichAPartDoesNotStartLeavesNothingRunning() throws IOException {
        Files.createDirectory(folder.resolve("kafka"));
        Set<ProcessHandle> before = descendants();

        assertThatThrownBy(() -> new ChaosCluster(folder, ChaosCluster.Log.KAFKA).close())
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(descendants()).allMatch(before::contains);
    }

    private static Set<ProcessHandle> descendants() {
        return ProcessHandle.current().descendants().collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(ChaosCluster.Log.class)
    void countsWhatIsAckedOnceAndAnswersAsOneProcessDoes(ChaosCluster.Log log)
            throws IOException, InterruptedException {
        Path client = RealPart.made("go", "go-client");
        try (ChaosCluster cluster = new ChaosCluster(folder, log);
                ChaosLoad load =
                        new ChaosLoad(i -> cluster.api("distributor-" + (1 + i % 2)), pace());
                RetryingForwarder forwarder =
                        new RetryingForwarder(i -> cluster.api("distributor-" + (1 + i % 2)))) {
            Process program = launch(client, forwarder.uri());
            try (ChaosWatch watch = new ChaosWatch(cluster, load)) {
                load.start();
                load.awaitAcked(10);
                watch.start(QUERIERS);
                rounds(log, new ChaosDeeds(cluster, load, watch, random(log)), watch);
                await(program);
                forwarder.awaitIdle();
                load.stop();
                watch.during("the end");
                watch.awaitAnswers(4);
                watch.stop();
                watch.verify();
                verify(cluster, load, forwarder, watch.found(cluster.api("querier-1")));
            } catch (IOException | AssertionError e) {
                throw new AssertionError("repeat with -Dtest.seed=" + SEED, e);
            } finally {
                program.destroyForcibly();
            }
        }
    }

    private static RandomGenerator random(ChaosCluster.Log log) {
        return new SplittableRandom(SEED ^ log.name().hashCode());
    }

    /// The more rounds, the slower: every question is about all that was pushed.
    private static Duration pace() {
        Duration pace = LEAST_PACE.multipliedBy(ROUNDS);
        return pace.compareTo(MOST_PACE) < 0 ? pace : MOST_PACE;
    }

    @SuppressWarnings("SystemOut") // a person who runs the test for long reads it
    private static void rounds(ChaosCluster.Log log, ChaosDeeds deeds, ChaosWatch watch)
            throws IOException {
        long start = System.nanoTime();
        for (int round = 1; round <= ROUNDS; round++) {
            Duration past = Duration.ofNanos(System.nanoTime() - start);
            if (!IS_LONG && past.compareTo(LAST_ROUND) > 0) {
                break;
            }
            System.out.printf("chaos, log in %s, seed %d, round %d: ", log, SEED, round);
            deeds.round();
            watch.verify();
            System.out.printf("%s, failed queries %s%n", deeds.story(), watch.errors());
        }
    }

    /// The released client of Go, which is to burn what others leave it.
    private Process launch(Path client, URI uri) throws IOException {
        return new ProcessBuilder(
                        "nice",
                        "-n",
                        "19",
                        client.toString(),
                        uri.toString(),
                        String.valueOf(CLIENT_SECONDS))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("client.log").toFile())
                .start();
    }

    private void await(Process program) throws IOException, InterruptedException {
        boolean isOver = program.waitFor(CLIENT_SECONDS + 60L, TimeUnit.SECONDS);
        program.destroyForcibly();
        String output = Files.readString(folder.resolve("client.log"), StandardCharsets.UTF_8);
        assertThat(isOver).as(output).isTrue();
        assertThat(program.exitValue()).as(output).isZero();
    }

    private void verify(
            ChaosCluster cluster,
            ChaosLoad load,
            RetryingForwarder forwarder,
            Map<String, Long> found)
            throws IOException {
        assertThat(found).containsAllEntriesOf(load.acked());
        assertThat(load.sent()).containsAllEntriesOf(found);
        assertThat(forwarder.refused()).isEmpty();
        assertThat(forwarder.taken()).hasSizeGreaterThan(CLIENT_SECONDS / 6);
        Range range = new Range(load.time(), Instant.now());
        Map<String, String> expected = alone(load, found, forwarder.taken(), range);
        for (String querier : QUERIERS) {
            assertAnswers(cluster.api(querier), range, expected, querier);
        }
        cluster.storeAll();
        for (String querier : QUERIERS) {
            assertAnswers(cluster.api(querier), range, expected, querier + " after compaction");
        }
        assertThat(cluster.objects("/blocks/")).isPositive();
    }

    /// All that was pushed lies between these two, and some minutes around it.
    private record Range(Instant first, Instant last) {

        Answers answers(Api api) {
            Duration margin = Duration.ofMinutes(10);
            return new Answers(api, first.minus(margin), last.plus(margin));
        }
    }

    private static void assertAnswers(
            Api api, Range range, Map<String, String> expected, String who) throws IOException {
        Map<String, String> answers = range.answers(api).all();
        assertThat(answers.keySet()).as(who).isEqualTo(expected.keySet());
        answers.forEach((question, answer) ->
                assertThat(answer).as("%s, %s", who, question).isEqualTo(expected.get(question)));
    }

    /// What one process answers that was fed what the cluster took.
    private Map<String, String> alone(
            ChaosLoad load,
            Map<String, Long> stored,
            List<RetryingForwarder.Pushed> pushed,
            Range range)
            throws IOException {
        try (HearthProcess hearth =
                        HearthProcess.start(
                                folder.resolve("alone"), "-self-profiling.disable-push=true");
                Api api = new Api(hearth.uri())) {
            for (String function : new TreeMap<>(stored).keySet()) {
                assertThat(load.push(api, Integer.parseInt(function.substring(1)))).isEqualTo(200);
            }
            for (RetryingForwarder.Pushed each : pushed) {
                assertThat(each.send(api)).isEqualTo(200);
            }
            return range.answers(api).all();
        }
    }
}
