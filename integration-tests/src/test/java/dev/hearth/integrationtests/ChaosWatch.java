// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Queries that go on all the while. One that is answered has in it what was acked before it was
/// asked, and nothing that was not sent; one may fail instead.
final class ChaosWatch implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SHOWN = 5;

    /// A question begins so long before the load does.
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private final ChaosLoad load;
    private final ChaosCluster cluster;
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> errors = new TreeMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<Thread> askers = new ArrayList<>();
    private volatile String now = "start";
    private volatile boolean isStopping;

    ChaosWatch(ChaosCluster cluster, ChaosLoad load) {
        this.cluster = cluster;
        this.load = load;
    }

    void start(String... queriers) {
        for (String querier : queriers) {
            askers.add(Thread.ofVirtual().start(() -> watch(querier)));
        }
    }

    private void watch(String querier) {
        while (!isStopping) {
            String doing = now;
            Map<String, Long> least = load.acked();
            try {
                Map<String, Long> found = found(cluster.api(querier));
                check("%s during %s to %s".formatted(querier, doing, now), least, found);
                answered.incrementAndGet();
            } catch (IOException e) {
                synchronized (errors) {
                    errors.computeIfAbsent(now, _ -> new AtomicInteger()).incrementAndGet();
                }
            }
            LockSupport.parkNanos(PACE.toNanos());
        }
    }

    /// Values of the functions that the profiles of the load are of.
    Map<String, Long> found(Api api) throws IOException {
        Instant begin = load.time().minus(MARGIN);
        Map<String, Long> found =
                new TreeMap<>(api.selfByFunction(Api.CPU, "{load=\"known\"}", begin));
        found.values().removeIf(value -> value == 0);
        return found;
    }

    private void check(String where, Map<String, Long> least, Map<String, Long> found) {
        Map<String, Long> missing = new TreeMap<>(least);
        missing.keySet().removeAll(found.keySet());
        if (!missing.isEmpty()) {
            wrong.add("%s: %d missing: %s".formatted(where, missing.size(), first(missing)));
        }
        Map<String, Long> most = load.sent();
        Map<String, Long> other = new TreeMap<>(found);
        other.entrySet().removeIf(entry -> entry.getValue().equals(most.get(entry.getKey())));
        if (!other.isEmpty()) {
            wrong.add("%s: %d not as sent: %s".formatted(where, other.size(), first(other)));
        }
    }

    private static String first(Map<String, Long> values) {
        return String.join(
                ", ", values.entrySet().stream().limit(SHOWN).map(Object::toString).toList());
    }

    /// Says what goes on from now.
    void during(String deed) {
        now = deed;
    }

    /// Waits until so many more were answered.
    void awaitAnswers(int more) throws IOException {
        int enough = answered.get() + more;
        ClusterPushes.await(
                () -> answered.get() >= enough, "queries are answered during " + now, PATIENCE);
    }

    /// How many failed, by what went on.
    Map<String, Integer> errors() {
        Map<String, Integer> copy = new TreeMap<>();
        synchronized (errors) {
            errors.forEach((when, count) -> copy.put(when, count.get()));
        }
        return copy;
    }

    /// Fails if an answer was wrong.
    void verify() {
        assertThat(wrong.stream().limit(SHOWN))
                .as("wrong answers, %d in all, of %d", wrong.size(), answered.get())
                .isEmpty();
    }

    /// Ends it, and returns when nothing is under way.
    void stop() {
        isStopping = true;
        for (Thread asker : askers) {
            try {
                asker.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
