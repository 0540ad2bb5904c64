// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Asks a server the questions that people ask, over more and more time. Each question is asked for
/// a range that ends a second before that of the one before, as dashboards do the other way round.
final class HistoryQueries {

    private static final String QUERIER = "/querier.v1.QuerierService/";
    private static final String TYPE = "process_cpu:cpu:nanoseconds:cpu:nanoseconds";
    private static final String ONE = "{service_name=\"%s\"}".formatted(Fleet.name(0));
    private static final String POD =
            "{service_name=\"%s\",pod=\"pod-4\"}".formatted(Fleet.name(0));
    private static final List<Integer> HOURS = List.of(1, 24, 7 * 24, 30 * 24);
    private static final List<Integer> CURVE =
            List.of(1, 3, 6, 12, 24, 2 * 24, 4 * 24, 7 * 24, 15 * 24, 30 * 24);
    private static final List<String> NAMES =
            List.of(
                    "flame graph, one pod",
                    "flame graph, one service",
                    "flame graph, everything",
                    "diff, one service",
                    "series by pod, one service",
                    "series by service, everything",
                    "function search, one type",
                    "function search, all types");

    private final Instant end;
    private final int days;
    private final PrintStream out;

    /// Starts a server over the data.
    @FunctionalInterface
    interface Start {
        /// Starts it; the caller stops it.
        ServerUnderTest start() throws IOException;
    }

    /// @param end where ranges end
    /// @param days what there is before
    HistoryQueries(Instant end, int days, PrintStream out) {
        this.end = end;
        this.days = days;
        this.out = out;
    }

    /// Asks some questions of a process that has just been started.
    void first(Start start) throws IOException {
        for (String name : List.of(NAMES.get(1), NAMES.get(2), NAMES.get(6))) {
            for (int hours : List.of(24, 30 * 24)) {
                if (hours <= days * 24) {
                    try (ServerUnderTest server = start.start();
                            Connection connection = new Connection(server.port())) {
                        long began = System.nanoTime();
                        send(connection, name, hours, 0);
                        double millis = (System.nanoTime() - began) / 1e6;
                        out.printf(
                                Locale.ROOT,
                                "%5d h  %-30s first of a process: %.0f ms%n",
                                hours,
                                name,
                                millis);
                    }
                }
            }
        }
    }

    /// Asks each question some times, after calls that are not counted.
    void ask(ServerUnderTest server, String how, int calls) throws IOException {
        try (Connection connection = new Connection(server.port())) {
            for (String name : NAMES) {
                for (int hours : HOURS) {
                    if (hours <= days * 24) {
                        send(connection, name, hours, 100);
                    }
                }
            }
            for (String name : NAMES) {
                for (int hours : HOURS) {
                    if (hours <= days * 24) {
                        measure(server, connection, how, name, hours, calls);
                    }
                }
            }
        }
    }

    /// What the flame graphs cost as the range grows.
    void curve(ServerUnderTest server, int calls) throws IOException {
        try (Connection connection = new Connection(server.port())) {
            for (String name : NAMES.subList(1, 3)) {
                for (int hours : CURVE) {
                    if (hours <= days * 24) {
                        measure(server, connection, "curve", name, hours, calls);
                    }
                }
            }
        }
    }

    void measure(
            ServerUnderTest server,
            Connection connection,
            String how,
            String name,
            int hours,
            int calls)
            throws IOException {
        for (int i = 0; i < 2; i++) {
            send(connection, name, hours, 90 + i);
        }
        Latencies latencies = new Latencies();
        Duration cpu = server.cpu();
        int bytes = 0;
        for (int i = 0; i < calls; i++) {
            long began = System.nanoTime();
            bytes = send(connection, name, hours, i).length;
            latencies.add(System.nanoTime() - began);
        }
        out.printf(
                Locale.ROOT,
                "%5d h  %-30s %s: p50 %.1f ms, p99 %.1f ms, %.1f ms CPU, answer %d KB%n",
                hours,
                name,
                how,
                latencies.millis(0.5),
                latencies.millis(0.99),
                server.cpu().minus(cpu).toMillis() / (double) calls,
                bytes / 1000);
    }

    private byte[] send(Connection connection, String name, int hours, int earlierSeconds)
            throws IOException {
        long to = end.minusSeconds(earlierSeconds).toEpochMilli();
        long from = to - Duration.ofHours(hours).toMillis();
        long middle = (from + to) / 2;
        long step = Math.max(15, Duration.ofHours(hours).toSeconds() / 200);
        String more = ",\"step\":%d,\"groupBy\":[\"%s\"]";
        return switch (name) {
            case "flame graph, one pod" -> stacks(connection, POD, from, to);
            case "flame graph, one service" -> stacks(connection, ONE, from, to);
            case "flame graph, everything" -> stacks(connection, "{}", from, to);
            case "diff, one service" ->
                    post(
                            connection,
                            "Diff",
                            "{\"left\":%s,\"right\":%s}"
                                    .formatted(
                                            query(ONE, from, middle, ""),
                                            query(ONE, middle, to, "")));
            case "series by pod, one service" ->
                    post(
                            connection,
                            "SelectSeries",
                            query(ONE, from, to, more.formatted(step, "pod")));
            case "series by service, everything" ->
                    post(
                            connection,
                            "SelectSeries",
                            query("{}", from, to, more.formatted(step, "service_name")));
            case "function search, one type" -> functions(connection, TYPE + "{}", from, to);
            case "function search, all types" -> functions(connection, "{}", from, to);
            default -> throw new IllegalArgumentException("there is no question " + name);
        };
    }

    private static byte[] stacks(Connection connection, String selector, long from, long to)
            throws IOException {
        return post(connection, "SelectMergeStacktraces", query(selector, from, to, ""));
    }

    private static String query(String selector, long from, long to, String more) {
        return "{\"profileTypeID\":\"%s\",\"labelSelector\":\"%s\",\"start\":%d,\"end\":%d%s}"
                .formatted(TYPE, selector.replace("\"", "\\\""), from, to, more);
    }

    private static byte[] post(Connection connection, String method, String body)
            throws IOException {
        return connection.post(
                QUERIER + method, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] functions(Connection connection, String query, long from, long to)
            throws IOException {
        String escaped = query.replace("{", "%7B").replace("}", "%7D");
        return connection.get(
                "/api/v1/functions?function=cache.*flush&query=%s&from=%d&until=%d"
                        .formatted(escaped, from, to));
    }
}
