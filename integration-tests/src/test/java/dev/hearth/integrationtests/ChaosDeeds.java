// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// What is done to a cluster under load, in an order that the seed gives.
final class ChaosDeeds {

    /// From its start until a killed member does its work again, on a machine with nothing else to
    /// do: time in which something waits for a processor does not count, where the system tells.
    private static final Duration BACK = Duration.ofSeconds(10);

    private static final Path PRESSURE = Path.of("/proc/pressure/cpu");
    private static final int SOME = 8;

    private final ChaosCluster cluster;
    private final ChaosLoad load;
    private final ChaosWatch watch;
    private final RandomGenerator random;
    private final List<String> story = new ArrayList<>();

    ChaosDeeds(ChaosCluster cluster, ChaosLoad load, ChaosWatch watch, RandomGenerator random) {
        this.cluster = cluster;
        this.load = load;
        this.watch = watch;
        this.random = random;
    }

    /// One of the things that happen to a cluster.
    private interface Deed {
        void happen() throws IOException;
    }

    private record Named(String name, Deed deed) {}

    /// Does each of them once.
    void round() throws IOException {
        story.clear();
        List<Named> deeds = new ArrayList<>(all());
        Collections.shuffle(deeds, new Random(random.nextLong()));
        for (Named named : deeds) {
            long start = System.nanoTime();
            watch.during(named.name());
            try {
                named.deed().happen();
                load.awaitAcked(SOME);
                watch.awaitAnswers(2);
            } catch (IOException | AssertionError e) {
                throw new AssertionError("%s after %s".formatted(named.name(), story), e);
            }
            story.add(
                    "%s %d ms"
                            .formatted(
                                    named.name(),
                                    Duration.ofNanos(System.nanoTime() - start).toMillis()));
        }
    }

    private List<Named> all() {
        List<Named> deeds =
                new ArrayList<>(
                        List.of(
                                new Named("kill of an ingester", () -> kill(ingester())),
                                new Named("kill of a distributor", () -> kill(any("distributor"))),
                                new Named("kill of a querier", () -> kill(any("querier"))),
                                new Named("kill of a compactor", () -> kill(any("compactor"))),
                                new Named("pause of an ingester", () -> pause(ingester())),
                                new Named("pause of a querier", () -> pause(any("querier"))),
                                new Named(
                                        "pause of a distributor", () -> pause(any("distributor"))),
                                new Named("sleep of a compactor", () -> sleep(any("compactor"))),
                                new Named("one ingester more and one less", this::scale),
                                new Named("MinIO away", this::withoutMinio),
                                new Named("Consul away", this::withoutConsul)));
        if (cluster.log() == ChaosCluster.Log.KAFKA) {
            deeds.add(new Named("Kafka away", this::withoutKafka));
        }
        return deeds;
    }

    private String ingester() {
        List<String> all = cluster.ingesters();
        return all.get(random.nextInt(all.size()));
    }

    private String any(String target) {
        return target + "-" + (1 + random.nextInt(2));
    }

    private void kill(String name) throws IOException {
        cluster.member(name).kill();
        load.awaitAcked(SOME);
        if (cluster.log() == ChaosCluster.Log.KAFKA || !name.startsWith("ingester")) {
            watch.awaitAnswers(1); // others have all that it had
        }
        long start = System.nanoTime();
        long stalled = stalledNanos();
        HearthProcess process = cluster.restart(name);
        ClusterPushes.await(() -> works(name), name + " works again");
        Duration wall = Duration.ofNanos(System.nanoTime() - start);
        Duration cpu = process.cpu();
        Duration own = wall.minusNanos(stalledNanos() - stalled);
        story.add(
                "%s back in %d ms, %d ms of CPU".formatted(name, wall.toMillis(), cpu.toMillis()));
        assertThat(own)
                .as("%s back, without the time in which someone waited for a processor", name)
                .isLessThan(BACK);
    }

    /// Time in which something on this machine could not run for want of a processor; 0 where the
    /// system does not say.
    private static long stalledNanos() throws IOException {
        if (!Files.isReadable(PRESSURE)) {
            return 0;
        }
        String some = Files.readAllLines(PRESSURE).getFirst();
        return Duration.ofMillis(Long.parseLong(some.substring(some.lastIndexOf('=') + 1)) / 1000)
                .toNanos();
    }

    private boolean works(String name) throws IOException {
        Api api = cluster.api(name);
        if (api.sendAs("GET", "/ready").statusCode() != 200) {
            return false;
        }
        return switch (name.substring(0, name.indexOf('-'))) {
            case "distributor" -> load.pushAgain(api);
            case "querier" -> answers(api);
            case "ingester" -> answers(cluster.api("querier-1"));
            default -> true;
        };
    }

    private boolean answers(Api api) {
        try {
            return !watch.found(api).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private void pause(String name) throws IOException {
        pause(name, Duration.ofMillis(2000 + random.nextInt(3000)));
    }

    /// Now and then so long that the other one does its work meanwhile.
    private void sleep(String name) throws IOException {
        if (random.nextInt(3) == 0) {
            pause(name, ChaosCluster.HEARTBEAT_TIMEOUT.plusSeconds(5));
        } else {
            pause(name);
        }
    }

    private void pause(String name, Duration time) throws IOException {
        HearthProcess process = cluster.member(name);
        process.pause();
        try {
            LockSupport.parkNanos(time.toNanos());
        } finally {
            process.resume();
        }
    }

    private void scale() throws IOException {
        cluster.addIngester();
        load.awaitAcked(SOME);
        cluster.retire(ingester());
    }

    private void withoutMinio() throws IOException {
        cluster.killMinio();
        try {
            load.awaitAcked(SOME);
        } finally {
            cluster.restartMinio();
        }
    }

    private void withoutConsul() throws IOException {
        cluster.killConsul();
        try {
            load.awaitAcked(SOME);
            watch.awaitAnswers(2);
        } finally {
            cluster.restartConsul();
        }
    }

    private void withoutKafka() throws IOException {
        cluster.kafka().kill();
        try {
            load.awaitRefused(2);
        } finally {
            cluster.kafka().restart();
        }
    }

    /// What was done in the last round, with times.
    List<String> story() {
        return List.copyOf(story);
    }
}
