// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Profiles with known contents, pushed all the while through whichever distributor takes them, and
/// again when nobody said that one is stored, as programs do.
///
/// Profile `i` is of a function of its own, `f<i>`, with a value of its own: what an answer says
/// about the function tells how often the profile counts. Every third goes to the route for single
/// profiles, the others to the push service.
final class ChaosLoad implements AutoCloseable {

    private static final int PUSHERS = 3;
    private static final int TRIES = 6;
    private static final long FIRST_VALUE = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /// Where to push.
    interface Door {
        /// A distributor, the next one for the next number.
        Api distributor(int number);
    }

    private final Door door;
    private final Duration pace;

    /// The same for every push, so that a retry carries the same bytes.
    private final Instant time = Instant.now().minus(Duration.ofMinutes(5));

    private final AtomicInteger next = new AtomicInteger();
    private final Map<Integer, Long> sent = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Integer, Long> acked = new ConcurrentSkipListMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<Thread> pushers = new ArrayList<>();
    private volatile boolean isStopping;

    /// @param pace time between two pushes of the same thread
    ChaosLoad(Door door, Duration pace) {
        this.door = door;
        this.pace = pace;
    }

    void start() {
        for (int i = 0; i < PUSHERS; i++) {
            pushers.add(Thread.ofVirtual().start(this::push));
        }
    }

    private void push() {
        while (!isStopping) {
            int i = next.getAndIncrement();
            sent.put(i, FIRST_VALUE + i);
            for (int attempt = 0; attempt < TRIES && !acked.containsKey(i); attempt++) {
                try {
                    if (push(door.distributor(i + attempt), i) == 200) {
                        acked.put(i, FIRST_VALUE + i);
                    } else {
                        refused.incrementAndGet();
                    }
                } catch (IOException e) {
                    refused.incrementAndGet(); // nobody was told that it is stored
                }
                LockSupport.parkNanos(pace.toNanos());
            }
        }
    }

    /// Pushes one profile.
    ///
    /// @return the HTTP status
    int push(Api api, int i) throws IOException {
        String service = "s" + i % 8;
        String pod = "p" + i % 5;
        byte[] pprof = Pprofs.of(time, "main;%s;f%d".formatted(service, i), FIRST_VALUE + i);
        if (i % 3 == 0) {
            HttpResponse<String> reply =
                    api.send(
                            "/ingest?format=pprof&name=%s&from=%d&until=%d"
                                    .formatted(
                                            ParamText.encode(
                                                    "%s{pod=%s,load=known}"
                                                            .formatted(service, pod)),
                                            time.getEpochSecond(),
                                            time.getEpochSecond() + 10),
                            "application/octet-stream",
                            pprof);
            return reply.statusCode();
        }
        return api.push(
                Map.of(
                        "__name__",
                        "process_cpu",
                        "service_name",
                        service,
                        "pod",
                        pod,
                        "load",
                        "known"),
                pprof,
                "id-" + i);
    }

    /// Pushes once more what was acked a moment ago, so that it is taken for a retry; it counts
    /// once.
    boolean pushAgain(Api api) throws IOException {
        return push(api, acked.lastKey()) == 200;
    }

    /// The time of every profile.
    Instant time() {
        return time;
    }

    /// What was acked so far, as values of functions.
    Map<String, Long> acked() {
        return named(acked);
    }

    /// What was sent so far, stored or not.
    Map<String, Long> sent() {
        return named(sent);
    }

    private static Map<String, Long> named(Map<Integer, Long> values) {
        Map<String, Long> named = new TreeMap<>();
        values.forEach((i, value) -> named.put("f" + i, value));
        return named;
    }

    /// How many pushes were not acked so far.
    int refused() {
        return refused.get();
    }

    /// Waits until so many more are acked.
    void awaitAcked(int more) throws IOException {
        int enough = acked.size() + more;
        ClusterPushes.await(() -> acked.size() >= enough, "pushes are taken", PATIENCE);
    }

    /// Waits until so many more are not.
    void awaitRefused(int more) throws IOException {
        int enough = refused() + more;
        ClusterPushes.await(() -> refused() >= enough, "pushes are refused", PATIENCE);
    }

    /// Ends it, and returns when nothing is under way.
    void stop() {
        isStopping = true;
        for (Thread pusher : pushers) {
            try {
                pusher.join();
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
