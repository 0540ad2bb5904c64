// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Asks a server the questions that people ask, over a range of time: the first answer and the
/// following ones.
final class HistoryQueries {

    private static final String QUERIER = "/querier.v1.QuerierService/";
    private static final String TYPE = "process_cpu:cpu:nanoseconds:cpu:nanoseconds";
    private static final int CALLS = 30;

    private final ServerUnderTest server;
    private final PrintStream out;

    HistoryQueries(ServerUnderTest server, PrintStream out) {
        this.server = server;
        this.out = out;
    }

    void over(Instant from, Instant to, String range) throws IOException {
        String one = "{service_name=\"%s\"}".formatted(Fleet.name(3));
        String pod = "{service_name=\"%s\",pod=\"pod-4\"}".formatted(Fleet.name(3));
        long start = from.toEpochMilli();
        long end = to.toEpochMilli();
        stacks(range, "flame graph, one service", one, start, end);
        stacks(range, "flame graph, one pod", pod, start, end);
        stacks(range, "flame graph, everything", "{}", start, end);
        long middle = (start + end) / 2;
        ask(
                range,
                "diff, one service",
                "Diff",
                "{\"left\":%s,\"right\":%s}"
                        .formatted(query(one, start, middle, ""), query(one, middle, end, "")));
        long step = Math.max(15, Duration.ofMillis(end - start).toSeconds() / 200);
        ask(
                range,
                "series by pod, one service",
                "SelectSeries",
                query(one, start, end, ",\"step\":%d,\"groupBy\":[\"pod\"]".formatted(step)));
        ask(
                range,
                "series by service, everything",
                "SelectSeries",
                query(
                        "{}",
                        start,
                        end,
                        ",\"step\":%d,\"groupBy\":[\"service_name\"]".formatted(step)));
    }

    private void stacks(String range, String name, String selector, long start, long end)
            throws IOException {
        ask(range, name, "SelectMergeStacktraces", query(selector, start, end, ""));
    }

    private static String query(String selector, long start, long end, String more) {
        return "{\"profileTypeID\":\"%s\",\"labelSelector\":\"%s\",\"start\":%d,\"end\":%d%s}"
                .formatted(TYPE, selector.replace("\"", "\\\""), start, end, more);
    }

    private void ask(String range, String name, String method, String body) throws IOException {
        byte[] request = body.getBytes(StandardCharsets.UTF_8);
        Latencies warm = new Latencies();
        try (Connection connection = new Connection(server.port())) {
            long began = System.nanoTime();
            byte[] answer = connection.post(QUERIER + method, "application/json", request);
            double cold = (System.nanoTime() - began) / 1e6;
            for (int i = 0; i < 5; i++) {
                connection.post(QUERIER + method, "application/json", request);
            }
            Duration cpu = server.cpu();
            for (int i = 0; i < CALLS; i++) {
                long sent = System.nanoTime();
                connection.post(QUERIER + method, "application/json", request);
                warm.add(System.nanoTime() - sent);
            }
            out.printf(
                    Locale.ROOT,
                    "%6s  %-30s cold %6.0f ms, warm %s, %.1f ms CPU, answer %d KB%n",
                    range,
                    name,
                    cold,
                    warm,
                    server.cpu().minus(cpu).toMillis() / (double) CALLS,
                    answer.length / 1000);
        }
    }
}
