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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Fills the packaged program with the profiles of a long time, lets it compact them, and prints
/// what that cost, what is stored, and how long queries over more and more of it take.
///
/// Arguments: the folder `app/target/hearth`, a folder for data, how many days, how many services,
/// and how many seconds lie between two profiles of a series in the last hour, on the last day
/// before it, and on the days before that. If there is data in the folder already, it is asked and
/// nothing is filled in.
public final class HistoryTest {

    private static final List<String> NO_COMPACTION =
            List.of("-compactor.compaction-interval=10000h", "-compactor.min-segments=1000000");

    private final Path hearth;
    private final Path data;
    private final PrintStream out;

    private HistoryTest(Path hearth, Path data, PrintStream out) {
        this.hearth = hearth;
        this.data = data;
        this.out = out;
    }

    /// Runs the test.
    @SuppressWarnings("SystemOut") // a program for the terminal
    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[1]);
        HistoryTest test = new HistoryTest(Path.of(arguments[0]), data, System.out);
        int days = Integer.parseInt(arguments[2]);
        Path times = data.resolve("end-of-history");
        if (Files.notExists(times)) {
            Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS);
            List<Duration> intervals =
                    Stream.of(arguments)
                            .skip(4)
                            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                            .toList();
            test.fill(end, days, Integer.parseInt(arguments[3]), intervals);
            Files.writeString(times, end + " " + days);
        }
        String[] filled = Files.readString(times).split(" ", -1);
        test.ask(Instant.parse(filled[0]), Integer.parseInt(filled[1]));
    }

    private void fill(Instant end, int days, int services, List<Duration> intervals)
            throws IOException {
        Instant hour = end.minus(Duration.ofHours(1));
        Instant day = end.minus(Duration.ofDays(1));
        HistoryFill fill = new HistoryFill(services, out);
        Instant began = end.minus(Duration.ofDays(days));
        if (began.isBefore(day)) {
            try (ServerUnderTest server = start(List.of())) {
                ServerFigures figures = ServerFigures.of(server);
                fill.run(server, began, day, intervals.get(2));
                post(server, "flush", "/ingester/flush");
                post(server, "compaction of what is left", "/compactor/run?force=true");
                figures.print(server, fill.profiles(), out);
            }
            sizes(fill);
        }
        long profiles = fill.profiles();
        try (ServerUnderTest server = start(NO_COMPACTION)) {
            ServerFigures figures = ServerFigures.of(server);
            fill.run(server, day, hour, intervals.get(1));
            fill.run(server, hour, end, intervals.get(0));
            post(server, "flush", "/ingester/flush");
            figures.print(server, fill.profiles() - profiles, out);
            server.stop();
        }
        new StoredSizes(data, out).segments(fill.profiles() - profiles);
        try (ServerUnderTest server = start(List.of())) {
            post(server, "compaction, segments to hours", "/compactor/run");
            post(server, "compaction, hours to days", "/compactor/run?force=true");
            server.stop();
        }
        sizes(fill);
    }

    private void sizes(HistoryFill fill) throws IOException {
        new StoredSizes(data, out).blocks(fill.profiles());
    }

    private void ask(Instant end, int days) throws IOException {
        // Nobody asks for whole hours: both edges lie within buckets of every length.
        HistoryQueries queries = new HistoryQueries(end.minus(Duration.ofSeconds(433)), days, out);
        List<String> nothingKept =
                List.of("-storage.cache-bytes=1", "-querier.results-cache-bytes=1");
        List<String> answersNotKept = List.of("-querier.results-cache-bytes=1");
        int calls = Integer.parseInt(System.getenv().getOrDefault("HEARTH_BENCH_CALLS", "40"));
        try (ServerUnderTest server = start(answersNotKept)) {
            queries.ask(server, "columns kept", calls);
            queries.curve(server, calls);
        }
        try (ServerUnderTest server = start(List.of())) {
            queries.ask(server, "answers kept", calls);
        }
        queries.first(() -> start(List.of()));
        try (ServerUnderTest server = start(nothingKept)) {
            queries.ask(server, "nothing kept", Math.min(calls, 3));
        }
    }

    private ServerUnderTest start(List<String> flags) throws IOException {
        List<String> all = new ArrayList<>(flags);
        all.add("-self-profiling.disable-push=true");
        all.add("-distributor.ingestion-rate-limit-mb=100000");
        all.add("-distributor.ingestion-burst-size-mb=100000");
        return ServerUnderTest.start(hearth, data.resolve("data"), all);
    }

    /// Posts nothing and waits for the answer, however long it takes.
    private void post(ServerUnderTest server, String what, String path) throws IOException {
        ServerFigures figures = ServerFigures.of(server);
        byte[] answer;
        try (Connection connection = new Connection(server.port(), 0)) {
            answer = connection.post(path, "application/json", new byte[0]);
        }
        out.printf("%s: %s%n", what, new String(answer, StandardCharsets.UTF_8).strip());
        figures.print(server, 0, out);
    }
}
