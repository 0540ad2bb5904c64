// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.testing.KafkaBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Starts the packaged program as several processes, with one and with two of each component, puts
/// them under load from this machine and prints what each component cost.
///
/// Arguments: the folder `app/target/hearth`, a folder for data that does not exist yet, and which
/// installations to try (`alone`, `ring`, `kafka`).
public final class ClusterTest {

    private static final String PUSH = "/push.v1.PusherService/Push";
    private static final String QUERIER = "/querier.v1.QuerierService/";
    private static final String UPLOADS =
            "hearth_objstore_bucket_operations_total{operation=\"upload\"}";
    private static final int CALLS = 50;

    private final Path hearth;
    private final Path data;
    private final PrintStream out;
    private final Payloads payloads = new Payloads(4);

    private ClusterTest(Path hearth, Path data, PrintStream out) {
        this.hearth = hearth;
        this.data = data;
        this.out = out;
    }

    /// Runs the test.
    @SuppressWarnings("SystemOut") // a program for the terminal
    public static void main(String[] arguments) throws IOException {
        Path data = Files.createDirectories(Path.of(arguments[1]));
        ClusterTest test = new ClusterTest(Path.of(arguments[0]), data, System.out);
        String which = arguments.length > 2 ? arguments[2] : "alone,ring,kafka";
        if (which.contains("alone")) {
            test.measure("alone", List.of("all-1"), List.of());
        }
        for (int each = 1; each <= 2; each++) {
            if (which.contains("ring")) {
                test.measure("ring, %d of each".formatted(each), names(each), List.of());
            }
            if (which.contains("kafka")) {
                test.measureKafka(each);
            }
        }
    }

    /// A compactor and some of each other component. Who is asked knows the others by then.
    private static List<String> names(int each) {
        List<String> names = new ArrayList<>();
        for (String target : List.of("ingester", "compactor", "querier", "distributor")) {
            for (int i = 1; i <= (target.equals("compactor") ? 1 : each); i++) {
                names.add(target + "-" + i);
            }
        }
        return names;
    }

    private void measureKafka(int each) throws IOException {
        Path folder = Files.createDirectories(data.resolve("broker-" + each));
        try (KafkaBroker broker = KafkaBroker.start(folder)) {
            measure(
                    "kafka, %d of each".formatted(each),
                    names(each),
                    List.of(
                            "-ingest-storage.enabled=true",
                            "-ingest-storage.kafka.address=" + broker.address(),
                            "-ingest-storage.kafka.topic=bench",
                            "-ingest-storage.kafka.auto-create-topic-default-partitions=4"));
        }
    }

    private void measure(String name, List<String> names, List<String> more) throws IOException {
        List<String> flags = new ArrayList<>(more);
        flags.add("-self-profiling.disable-push=true");
        flags.add("-distributor.ingestion-rate-limit-mb=100000");
        flags.add("-distributor.ingestion-burst-size-mb=100000");
        Path folder = data.resolve(name.replaceAll("[^a-z0-9]+", "-"));
        out.printf("%n%s%n", name);
        try (ClusterUnderTest cluster = new ClusterUnderTest(hearth, folder, names, flags)) {
            boolean isAlone = names.size() == 1;
            List<ServerUnderTest> distributors = cluster.all(isAlone ? "all" : "distributor");
            awaitPushes(distributors);
            push(cluster, distributors, "warm-up", 4, 0, Duration.ofSeconds(20));
            push(cluster, distributors, "100 profiles/s", 4, 100, Duration.ofSeconds(20));
            push(cluster, distributors, "saturated", 8, 0, Duration.ofSeconds(20));
            out.printf("  MiB resident: %s%n", cluster.residentMiB());
            ServerUnderTest querier = cluster.all(isAlone ? "all" : "querier").getFirst();
            ask(cluster, querier, "{service_name=\"%s\"}".formatted(Fleet.name(3)));
            ask(cluster, querier, "{}");
        }
    }

    /// Until each takes a push: it knows the ring then.
    private void awaitPushes(List<ServerUnderTest> distributors) throws IOException {
        long until = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        for (ServerUnderTest distributor : distributors) {
            while (true) {
                try (Connection connection = new Connection(distributor.port())) {
                    connection.post(PUSH, "application/proto", payloads.request(0, 0));
                    break;
                } catch (IOException e) {
                    if (System.nanoTime() > until) {
                        throw e;
                    }
                    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                }
            }
        }
    }

    /// Pushes from some connections, at a rate or (0) as fast as they can, to each in turn.
    private void push(
            ClusterUnderTest cluster,
            List<ServerUnderTest> distributors,
            String name,
            int connections,
            int perSecond,
            Duration length)
            throws IOException {
        Latencies acks = new Latencies();
        AtomicInteger next = new AtomicInteger();
        Map<String, Duration> cpu = cluster.cpu();
        long written = cluster.writtenBytes();
        double puts = cluster.sum(UPLOADS);
        long began = System.nanoTime();
        Parallel.run(
                connections,
                number -> {
                    int port = distributors.get(number % distributors.size()).port();
                    try (Connection connection = new Connection(port)) {
                        while (System.nanoTime() - began < length.toNanos()) {
                            int i = next.getAndIncrement();
                            if (perSecond > 0) {
                                long due = began + i * 1_000_000_000L / perSecond;
                                LockSupport.parkNanos(due - System.nanoTime());
                            }
                            byte[] request = payloads.request(i, 0);
                            long sent = System.nanoTime();
                            connection.post(PUSH, "application/proto", request);
                            acks.add(System.nanoTime() - sent);
                        }
                    }
                });
        out.printf(
                Locale.ROOT,
                "  %s: %.0f profiles/s, ack %s, ms CPU a profile: %s; %d B written a profile, %.0f puts%n",
                name,
                acks.size() / ((System.nanoTime() - began) / 1e9),
                acks,
                since(cluster, cpu, acks.size()),
                (cluster.writtenBytes() - written) / acks.size(),
                cluster.sum(UPLOADS) - puts);
    }

    /// A flame graph of the hour.
    private void ask(ClusterUnderTest cluster, ServerUnderTest querier, String selector)
            throws IOException {
        long end = Instant.now().toEpochMilli();
        byte[] request =
                """
                {"profileTypeID":"process_cpu:cpu:nanoseconds:cpu:nanoseconds","labelSelector":"%s","start":%d,"end":%d}\
                """
                        .formatted(
                                selector.replace("\"", "\\\""),
                                end - Duration.ofHours(1).toMillis(),
                                end)
                        .getBytes(StandardCharsets.UTF_8);
        Latencies warm = new Latencies();
        try (Connection connection = new Connection(querier.port())) {
            for (int i = 0; i < CALLS; i++) {
                connection.post(QUERIER + "SelectMergeStacktraces", "application/json", request);
            }
            Map<String, Duration> cpu = cluster.cpu();
            for (int i = 0; i < CALLS; i++) {
                long sent = System.nanoTime();
                connection.post(QUERIER + "SelectMergeStacktraces", "application/json", request);
                warm.add(System.nanoTime() - sent);
            }
            out.printf(
                    Locale.ROOT,
                    "  flame graph of %s: %s, ms CPU a call: %s%n",
                    selector,
                    warm,
                    since(cluster, cpu, CALLS));
        }
    }

    private static String since(ClusterUnderTest cluster, Map<String, Duration> before, int count)
            throws IOException {
        List<String> words = new ArrayList<>();
        Duration all = Duration.ZERO;
        for (Map.Entry<String, Duration> now : cluster.cpu().entrySet()) {
            Duration used = now.getValue().minus(before.getOrDefault(now.getKey(), Duration.ZERO));
            all = all.plus(used);
            words.add(words(now.getKey(), used, count));
        }
        return words("in all", all, count) + " (" + String.join(", ", words) + ")";
    }

    private static String words(String name, Duration used, int count) {
        return String.format(Locale.ROOT, "%s %.2f", name, used.toMillis() / (double) count);
    }
}
