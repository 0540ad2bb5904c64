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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Clients of a cluster behind two balancers, one of distributors and one of queriers: they push,
/// and again what was not taken, and compare each answer with what was taken before they asked.
final class BalancedLoad implements AutoCloseable {

    private static final int PUSHING = 2;
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClusterProcesses cluster;
    private final Instant time = Instant.now().minus(Duration.ofMinutes(5));
    private final List<String> distributors = new CopyOnWriteArrayList<>();
    private final List<String> queriers = new CopyOnWriteArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final Map<String, Long> acked = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<String> unanswered = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile boolean isStopping;

    BalancedLoad(ClusterProcesses cluster) {
        this.cluster = cluster;
    }

    /// The members that a balancer sends requests to: those of the name's component.
    List<String> balancer(String name) {
        return name.startsWith("distributor") ? distributors : queriers;
    }

    void start() {
        for (int i = 0; i < PUSHING; i++) {
            threads.add(Thread.ofVirtual().start(this::push));
        }
        threads.add(Thread.ofVirtual().start(this::ask));
    }

    private void push() {
        while (!isStopping) {
            int i = next.getAndIncrement();
            sent.put("f" + i, 1000L + i);
            int tries = 0;
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!isTaken(i, i + tries)) {
                tries++;
                if (System.nanoTime() > end) {
                    wrong.add("nobody takes profile %d: %s".formatted(i, refusals));
                    return;
                }
                LockSupport.parkNanos(STEP.toNanos() << Math.min(tries, 6));
            }
            acked.put("f" + i, 1000L + i);
            LockSupport.parkNanos(STEP.toNanos());
        }
    }

    private boolean isTaken(int i, int turn) {
        String distributor = any(distributors, turn);
        try (Api api = cluster.api(distributor)) {
            int status =
                    api.push(
                            Map.of("__name__", "process_cpu", "service_name", "s" + i % 8),
                            Pprofs.of(time, "main;f" + i, 1000L + i),
                            "id-" + i);
            if (status != 200) {
                refusals.add("%s answered %d".formatted(distributor, status));
            }
            return status == 200;
        } catch (IOException e) {
            refusals.add("%s: %s".formatted(distributor, e));
            return false;
        }
    }

    private void ask() {
        for (int turn = 0; !isStopping; turn++) {
            String querier = any(queriers, turn);
            Map<String, Long> before = new TreeMap<>(acked);
            try {
                Map<String, Long> found = found(querier);
                answers.incrementAndGet();
                compare(querier, before, found);
            } catch (IOException e) {
                unanswered.add("%s: %s".formatted(querier, e.getMessage()));
            }
            LockSupport.parkNanos(5 * STEP.toNanos());
        }
    }

    private static String any(List<String> members, int turn) {
        List<String> present = List.copyOf(members);
        return present.get(turn % present.size());
    }

    private Map<String, Long> found(String querier) throws IOException {
        try (Api api = cluster.api(querier)) {
            Map<String, Long> found = new TreeMap<>(api.selfByFunction(Api.CPU, "{}"));
            found.values().removeIf(value -> value == 0);
            return found;
        }
    }

    /// An answer has all that was taken before it was asked for, once, and nothing that nobody
    /// sent.
    private void compare(String querier, Map<String, Long> before, Map<String, Long> found) {
        Map<String, Long> missing = new TreeMap<>(before);
        missing.keySet().removeAll(found.keySet());
        Map<String, Long> odd = new TreeMap<>(found);
        odd.entrySet().removeIf(entry -> entry.getValue().equals(sent.get(entry.getKey())));
        if (!missing.isEmpty() || !odd.isEmpty()) {
            wrong.add("%s lacks %s, has %s".formatted(querier, missing, odd));
        }
    }

    /// Waits until so many more profiles are taken and so many more questions are answered.
    void await(int profiles, int questions) throws IOException {
        int enough = acked.size() + profiles;
        int enoughAnswers = answers.get() + questions;
        ClusterPushes.await(
                () -> {
                    assertThat(wrong).isEmpty();
                    return acked.size() >= enough && answers.get() >= enoughAnswers;
                },
                "profiles are taken and questions answered, not: %s %s"
                        .formatted(refusals, unanswered));
    }

    /// Ends it and finds everything that was ever pushed exactly once, in each querier's answer; of
    /// the requests along the way a few may have failed.
    void verify() throws IOException {
        close();
        assertThat(wrong).isEmpty();
        assertThat(acked).isEqualTo(sent);
        for (String querier : queriers) {
            assertThat(found(querier)).as(querier).isEqualTo(acked);
        }
        assertThat(refusals).as(toString()).hasSizeLessThan(1 + acked.size() / 20);
        assertThat(unanswered).as(toString()).hasSizeLessThan(1 + answers.get() / 5);
    }

    /// What it came to, for people.
    @Override
    public String toString() {
        return "%d profiles taken, %s refused; %d answers, %s unanswered"
                .formatted(acked.size(), refusals, answers.get(), unanswered);
    }

    @Override
    public void close() {
        isStopping = true;
        threads.forEach(thread -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
