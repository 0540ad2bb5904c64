// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;

/// Pushes the profiles of a fleet as if time passed quickly.
final class HistoryFill {

    private static final String PUSH = "/push.v1.PusherService/Push";

    /// Different profiles of each series. More than lie in a page of samples, and prime, so that no
    /// two hours are alike and what is stored does not become small by repetition.
    private static final int ROUNDS = 31;

    private final PrintStream out;
    private final Payloads payloads;
    private long profiles;

    HistoryFill(int services, PrintStream out) {
        this.out = out;
        this.payloads = new Payloads(services, ROUNDS, Deflater.BEST_SPEED);
        out.printf(
                "fleet: %d services, %d pods, %d series of two types; mean profile %d B raw, %d B gzip%n",
                services,
                Payloads.PODS,
                payloads.series(),
                payloads.meanRawBytes(),
                payloads.meanGzipBytes());
    }

    /// Profiles pushed so far.
    long profiles() {
        return profiles;
    }

    void run(ServerUnderTest server, Instant from, Instant to, Duration interval)
            throws IOException {
        int series = payloads.series();
        int requests = Math.toIntExact(Duration.between(from, to).dividedBy(interval) * series);
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        Parallel.run(
                4,
                _ -> {
                    try (Connection connection = new Connection(server.port())) {
                        for (int i = next.getAndIncrement();
                                i < requests;
                                i = next.getAndIncrement()) {
                            Instant time = from.plus(interval.multipliedBy(i / series));
                            long nanos = time.toEpochMilli() * 1_000_000;
                            connection.post(PUSH, "application/proto", payloads.request(i, nanos));
                        }
                    }
                });
        profiles += requests;
        double seconds = (System.nanoTime() - began) / 1e9;
        out.printf(
                Locale.ROOT,
                "filled %s to %s, one profile every %s: %d profiles, %d million samples, in %.0f s%n",
                from,
                to,
                interval,
                requests,
                Math.round(requests * 2 * Payloads.meanSamples() / 1e6),
                seconds);
    }
}
