// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Fills the packaged program with the profiles of a long time, lets it compact them, and prints
/// what that cost, what is stored, and how long queries over more and more of it take.
///
/// Arguments: the folder `app/target/hearth`, a folder for data that does not exist yet, how many
/// days, how many minutes lie between two profiles of a series on the last day, and how many on the
/// days before.
public final class HistoryTest {

    private static final String PUSH = "/push.v1.PusherService/Push";
    private static final int ROUNDS = 24;
    private static final int SERIES = Payloads.seriesCount();

    private final Path hearth;
    private final Path data;
    private final PrintStream out;
    private final Payloads payloads = new Payloads(ROUNDS);
    private final AtomicLong pushed = new AtomicLong();

    private HistoryTest(Path hearth, Path data, PrintStream out) {
        this.hearth = hearth;
        this.data = data;
        this.out = out;
    }

    /// Runs the test.
    @SuppressWarnings("SystemOut") // a program for the terminal
    public static void main(String[] arguments) throws IOException {
        HistoryTest test =
                new HistoryTest(Path.of(arguments[0]), Path.of(arguments[1]), System.out);
        test.run(
                Integer.parseInt(arguments[2]),
                Duration.ofMinutes(Long.parseLong(arguments[3])),
                Duration.ofMinutes(Long.parseLong(arguments[4])));
    }

    private void run(int days, Duration lastDay, Duration before) throws IOException {
        Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS);
        Instant day = end.minus(Duration.ofDays(1));
        try (ServerUnderTest server = start()) {
            fill(server, end.minus(Duration.ofDays(days)), day, before);
            fill(server, day, end, lastDay);
            post(server, "flush", "/ingester/flush");
            stored("segments");
            post(server, "compaction", "/compactor/run?force=true");
            out.printf("%d MiB resident, at most %d%n", server.residentMiB(), server.peakMiB());
        }
        stored("blocks");
        try (ServerUnderTest server = start()) {
            HistoryQueries queries = new HistoryQueries(server, out);
            for (int hours : List.of(1, 24, 7 * 24, 30 * 24)) {
                if (hours <= days * 24) {
                    queries.over(end.minus(Duration.ofHours(hours)), end, hours + " h");
                }
            }
        }
    }

    private ServerUnderTest start() throws IOException {
        ServerUnderTest server =
                ServerUnderTest.start(
                        hearth,
                        data,
                        List.of(
                                "-self-profiling.disable-push=true",
                                "-distributor.ingestion-rate-limit-mb=100000",
                                "-distributor.ingestion-burst-size-mb=100000"));
        out.printf("start to ready: %d ms%n", server.startToReady().toMillis());
        return server;
    }

    private void fill(ServerUnderTest server, Instant from, Instant to, Duration interval)
            throws IOException {
        long steps = Duration.between(from, to).dividedBy(interval);
        int requests = Math.toIntExact(steps * SERIES);
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        Duration cpu = server.cpu();
        Parallel.run(
                4,
                _ -> {
                    try (Connection connection = new Connection(server.port())) {
                        for (int i = next.getAndIncrement();
                                i < requests;
                                i = next.getAndIncrement()) {
                            Instant time = from.plus(interval.multipliedBy(i / SERIES));
                            long nanos = time.toEpochMilli() * 1_000_000;
                            connection.post(PUSH, "application/proto", payloads.request(i, nanos));
                        }
                    }
                });
        pushed.addAndGet(requests);
        out.printf(
                Locale.ROOT,
                "%s to %s: %d profiles of %d series, one every %s: %.0f s, %.2f ms CPU a profile, %d MiB resident%n",
                from,
                to,
                requests,
                SERIES,
                interval,
                (System.nanoTime() - began) / 1e9,
                (double) server.cpu().minus(cpu).toMillis() / Math.max(1, requests),
                server.residentMiB());
    }

    /// Posts nothing and waits for the answer, however long it takes.
    private void post(ServerUnderTest server, String what, String path) throws IOException {
        Duration cpu = server.cpu();
        long written = server.writtenBytes();
        long began = System.nanoTime();
        byte[] answer;
        try (Connection connection = new Connection(server.port(), 0)) {
            answer = connection.post(path, "application/json", new byte[0]);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        double busy = server.cpu().minus(cpu).toMillis() / 1e3;
        double samples = 2 * pushed.get() * Payloads.meanSamples();
        out.printf(
                Locale.ROOT,
                "%s: %.1f s, %.1f s of CPU, %.1f million samples a second of CPU, %d MB written%n  %s%n",
                what,
                seconds,
                busy,
                samples / busy / 1e6,
                (server.writtenBytes() - written) / 1_000_000,
                new String(answer, StandardCharsets.UTF_8).strip());
    }

    /// Prints the bytes by name of file.
    private void stored(String part) throws IOException {
        TreeMap<String, long[]> byName = new TreeMap<>();
        long all = 0;
        int objects = 0;
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = data.relativize(file).toString();
                if (name.contains("/" + part + "/")) {
                    long[] sums =
                            byName.computeIfAbsent(
                                    part.equals("blocks")
                                            ? String.valueOf(file.getFileName())
                                            : part,
                                    _ -> new long[2]);
                    sums[0]++;
                    sums[1] += Files.size(file);
                    all += Files.size(file);
                    objects++;
                }
            }
        }
        double samples = 2 * pushed.get() * Payloads.meanSamples();
        out.printf(
                Locale.ROOT,
                "%s: %d objects, %d bytes, %.3f bytes a sample%n",
                part,
                objects,
                all,
                all / samples);
        byName.forEach((name, sums) ->
                out.printf(
                        Locale.ROOT,
                        "  %-24s %5d objects %12d bytes %.3f bytes a sample%n",
                        name,
                        sums[0],
                        sums[1],
                        sums[1] / samples));
    }
}
