// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Starts the packaged program, puts it under load from this machine and prints what it cost.
///
/// Arguments: the folder `app/target/hearth`, a folder for data that does not exist yet, and which
/// parts to run (`ingest`, `query` or both).
public final class LoadTest {

    private static final String PUSH = "/push.v1.PusherService/Push";
    private static final String QUERIER = "/querier.v1.QuerierService/";

    private final Path hearth;
    private final Path data;
    private final PrintStream out;
    private final Payloads payloads = new Payloads(4);
    private long pushed;

    private LoadTest(Path hearth, Path data, PrintStream out) {
        this.hearth = hearth;
        this.data = data;
        this.out = out;
    }

    /// Runs the load test.
    @SuppressWarnings("SystemOut") // a program for the terminal
    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[1]);
        LoadTest test = new LoadTest(Path.of(arguments[0]), data, System.out);
        String parts = arguments.length > 2 ? arguments[2] : "ingest,query";
        test.describe();
        if (parts.contains("ingest")) {
            test.ingest();
        }
        if (parts.contains("query")) {
            test.query();
        }
    }

    private void describe() {
        out.printf(
                "fleet: %d services, %d pods, %d series; mean profile %d B raw, %d B gzip%n",
                Payloads.SERVICES,
                Payloads.PODS,
                Payloads.seriesCount(),
                payloads.meanRawBytes(),
                payloads.meanGzipBytes());
    }

    private ServerUnderTest start(String folder) throws IOException {
        ServerUnderTest server =
                ServerUnderTest.start(
                        hearth,
                        data.resolve(folder),
                        List.of(
                                "-self-profiling.disable-push=true",
                                "-distributor.ingestion-rate-limit-mb=100000",
                                "-distributor.ingestion-burst-size-mb=100000"));
        out.printf("%nstart to ready: %d ms%n", server.startToReady().toMillis());
        return server;
    }

    private void ingest() throws IOException {
        try (ServerUnderTest server = start("ingest")) {
            idle(server);
            push(server, "warm-up", 4, 0, Duration.ofSeconds(20));
            push(server, "10 profiles/s", 2, 10, Duration.ofSeconds(20));
            push(server, "50 profiles/s", 4, 50, Duration.ofSeconds(20));
            push(server, "100 profiles/s", 4, 100, Duration.ofSeconds(30));
            push(server, "saturated", 8, 0, Duration.ofSeconds(30));
            out.printf("orderly stop: %d ms%n", server.stop().toMillis());
        }
        report("log", data.resolve("ingest"), "log");
        long bytes = report("segments", data.resolve("ingest"), "segments");
        out.printf(
                Locale.ROOT,
                "segments: %d B a profile, %.2f B a sample%n",
                bytes / pushed,
                (double) bytes / pushed / Payloads.meanSamples());
    }

    private void idle(ServerUnderTest server) throws IOException {
        Duration before = server.cpu();
        LockSupport.parkNanos(Duration.ofSeconds(10).toNanos());
        out.printf(
                Locale.ROOT,
                "idle: %d MiB resident, %.2f %% of a core%n",
                server.residentMiB(),
                server.cpu().minus(before).toMillis() / 100.0);
    }

    /// Pushes from some connections, at a rate or (0) as fast as they can.
    private void push(
            ServerUnderTest server, String name, int connections, int perSecond, Duration length)
            throws IOException {
        Latencies acks = new Latencies();
        AtomicInteger next = new AtomicInteger();
        Duration cpu = server.cpu();
        long written = server.writtenBytes();
        long began = System.nanoTime();
        Parallel.run(
                connections,
                number -> {
                    try (Connection connection = new Connection(server.port())) {
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
        pushed += acks.size();
        double seconds = (System.nanoTime() - began) / 1e9;
        out.printf(
                Locale.ROOT,
                "%s: %.0f profiles/s, ack %s, %.2f ms CPU a profile, %d B written a profile, %d MiB resident%n",
                name,
                acks.size() / seconds,
                acks,
                server.cpu().minus(cpu).toMillis() / (double) acks.size(),
                (server.writtenBytes() - written) / acks.size(),
                server.residentMiB());
    }

    private void query() throws IOException {
        long end = Instant.now().toEpochMilli();
        long start = end - Duration.ofHours(1).toMillis();
        try (ServerUnderTest server = start("query")) {
            fill(server, start, end);
            server.stop();
        }
        report("segments", data.resolve("query"), "segments");
        try (ServerUnderTest server = start("query")) {
            String one = "{service_name=\"%s\"}".formatted(Fleet.name(3));
            ask(
                    server,
                    "flame graph, one service, 1 h",
                    "SelectMergeStacktraces",
                    one,
                    "",
                    start,
                    end);
            ask(
                    server,
                    "flame graph, all services, 1 h",
                    "SelectMergeStacktraces",
                    "{}",
                    "",
                    start,
                    end);
            ask(server, "pprof, one service, 1 h", "SelectMergeProfile", one, "", start, end);
            ask(
                    server,
                    "series, all services, 1 h",
                    "SelectSeries",
                    "{}",
                    ",\"step\":15,\"groupBy\":[\"service_name\"]",
                    start,
                    end);
            ask(server, "label values", "LabelValues", "{}", ",\"name\":\"pod\"", start, end);
        }
    }

    /// 200 series of CPU profiles (two sample types each), one every 15 s for the hour.
    private void fill(ServerUnderTest server, long start, long end) throws IOException {
        int series = Payloads.SERVICES * Payloads.PODS;
        int steps = (int) ((end - start) / 15_000);
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        Parallel.run(
                4,
                number -> {
                    try (Connection connection = new Connection(server.port())) {
                        for (int i = next.getAndIncrement();
                                i < series * steps;
                                i = next.getAndIncrement()) {
                            int round = i / series;
                            long time = (start + round * 15_000L) * 1_000_000;
                            int payload = i % series + round % 4 * Payloads.seriesCount();
                            connection.post(
                                    PUSH, "application/proto", payloads.request(payload, time));
                        }
                    }
                });
        out.printf(
                Locale.ROOT,
                "filled 1 h of %d series: %d profiles in %.0f s, %d MiB resident%n",
                series,
                series * steps,
                (System.nanoTime() - began) / 1e9,
                server.residentMiB());
    }

    private void ask(
            ServerUnderTest server,
            String name,
            String method,
            String selector,
            String more,
            long start,
            long end)
            throws IOException {
        byte[] request =
                """
                {"profileTypeID":"process_cpu:cpu:nanoseconds:cpu:nanoseconds","labelSelector":"%s","start":%d,"end":%d%s}\
                """
                        .formatted(selector.replace("\"", "\\\""), start, end, more)
                        .getBytes(StandardCharsets.UTF_8);
        Latencies warm = new Latencies();
        try (Connection connection = new Connection(server.port())) {
            long began = System.nanoTime();
            connection.post(QUERIER + method, "application/json", request);
            double cold = (System.nanoTime() - began) / 1e6;
            for (int i = 0; i < 30; i++) {
                connection.post(QUERIER + method, "application/json", request);
            }
            Duration cpu = server.cpu();
            for (int i = 0; i < 100; i++) {
                long sent = System.nanoTime();
                connection.post(QUERIER + method, "application/json", request);
                warm.add(System.nanoTime() - sent);
            }
            out.printf(
                    Locale.ROOT,
                    "%s: cold %.0f ms, warm %s, %.1f ms CPU%n",
                    name,
                    cold,
                    warm,
                    server.cpu().minus(cpu).toMillis() / 100.0);
        }
    }

    private long report(String what, Path folder, String part) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found =
                    files.filter(Files::isRegularFile)
                            .filter(file -> folder.relativize(file).toString().contains(part))
                            .toList();
            long bytes = 0;
            for (Path file : found) {
                bytes += Files.size(file);
            }
            out.printf("on disk as %s: %d files, %d bytes%n", what, found.size(), bytes);
            return bytes;
        }
    }
}
