// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A cluster under load of which everything is killed, paused, added and taken away, one after
/// another: what was acked counts once, and the answers are those of one process that was fed the
/// same.
///
/// The order is another each time. A failure names the seed, `-Dtest.seed=<seed>` repeats it;
/// `-Dchaos.rounds=<number>` does everything so many times.
@ExtendWith(Seeded.class)
final class ClusterChaosTest {

    private static final int ROUNDS = Integer.getInteger("chaos.rounds", 1);
    private static final int CLIENT_SECONDS = 30 + 30 * ROUNDS;
    private static final String[] QUERIERS = {"querier-1", "querier-2"};

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(ChaosCluster.Log.class)
    void countsWhatIsAckedOnceAndAnswersAsOneProcessDoes(
            ChaosCluster.Log log, RandomGenerator random, TestReporter reporter)
            throws IOException, InterruptedException {
        Path client = RealPart.made("go", "go-client");
        try (ChaosCluster cluster = new ChaosCluster(folder, log);
                ChaosLoad load = new ChaosLoad(i -> cluster.api("distributor-" + (1 + i % 2)));
                RetryingForwarder forwarder =
                        new RetryingForwarder(i -> cluster.api("distributor-" + (1 + i % 2)))) {
            Process program = launch(client, forwarder.uri());
            try (ChaosWatch watch = new ChaosWatch(cluster, load)) {
                ChaosDeeds deeds = new ChaosDeeds(cluster, load, watch, random);
                load.start();
                load.awaitAcked(10);
                watch.start(QUERIERS);
                for (int round = 0; round < ROUNDS; round++) {
                    deeds.round();
                    watch.verify();
                }
                reporter.publishEntry(
                        Map.of(
                                "deeds", deeds.story().toString(),
                                "refused pushes", String.valueOf(load.refused()),
                                "failed queries", watch.errors().toString()));
                await(program);
                forwarder.awaitIdle();
                load.stop();
                watch.during("the end");
                watch.awaitAnswers(4);
                watch.stop();
                watch.verify();
            }
            verify(cluster, load, forwarder);
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

    private void verify(ChaosCluster cluster, ChaosLoad load, RetryingForwarder forwarder)
            throws IOException {
        Instant end = Instant.now().plus(Duration.ofMinutes(1));
        Map<String, Long> found = ChaosWatch.found(cluster.api("querier-1"));
        assertThat(found).containsAllEntriesOf(load.acked());
        assertThat(load.sent()).containsAllEntriesOf(found);
        assertThat(forwarder.refused()).isEmpty();
        assertThat(forwarder.taken()).hasSizeGreaterThan(CLIENT_SECONDS / 6);
        Map<String, String> expected = alone(load, found, forwarder.taken(), end);
        for (String querier : QUERIERS) {
            assertAnswers(cluster.api(querier), end, expected, querier);
        }
        cluster.storeAll();
        for (String querier : QUERIERS) {
            assertAnswers(cluster.api(querier), end, expected, querier + " after compaction");
        }
        assertThat(cluster.objects("/blocks/")).isPositive();
    }

    private static void assertAnswers(
            Api api, Instant end, Map<String, String> expected, String who) throws IOException {
        Map<String, String> answers = new Answers(api, end).all();
        assertThat(answers.keySet()).as(who).isEqualTo(expected.keySet());
        answers.forEach((question, answer) ->
                assertThat(answer).as("%s, %s", who, question).isEqualTo(expected.get(question)));
    }

    /// What one process answers that was fed what the cluster took.
    private Map<String, String> alone(
            ChaosLoad load,
            Map<String, Long> stored,
            List<RetryingForwarder.Pushed> pushed,
            Instant end)
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
            return new Answers(api, end).all();
        }
    }
}
