// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// What a server did since a moment: time, CPU, memory, objects, compaction.
///
/// @param nanos the moment
/// @param cpu CPU time used until then
/// @param written bytes written to disk until then
/// @param metrics its metrics then
record ServerFigures(long nanos, Duration cpu, long written, Map<String, Double> metrics) {

    private static final String MERGE = "hearth_compactor_merge_duration_seconds_";

    static ServerFigures of(ServerUnderTest server) throws IOException {
        server.forgetPeak();
        return new ServerFigures(
                System.nanoTime(), server.cpu(), server.writtenBytes(), server.metrics());
    }

    /// Prints what was done since.
    ///
    /// @param profiles how many were pushed meanwhile
    void print(ServerUnderTest server, long profiles, PrintStream out) throws IOException {
        ServerFigures now =
                new ServerFigures(
                        System.nanoTime(), server.cpu(), server.writtenBytes(), server.metrics());
        double busy = now.cpu.minus(cpu).toMillis() / 1e3;
        out.printf(
                Locale.ROOT,
                "  %.1f s, %.1f s of CPU, %d MB written to disk, %d MiB resident at most%n",
                (now.nanos - nanos) / 1e9,
                busy,
                (now.written - written) / 1_000_000,
                server.peakMiB());
        double merges = since(now, MERGE + "count");
        if (merges > 0) {
            printMerges(now, merges, busy, out);
        }
        if (profiles > 0) {
            double puts =
                    since(now, "hearth_objstore_bucket_operations_total{operation=\"upload\"}");
            out.printf(
                    Locale.ROOT,
                    "  %.2f ms of CPU a profile; %.0f objects put, %.1f a million profiles, %.0f MB%n",
                    busy * 1e3 / profiles,
                    puts,
                    puts * 1e6 / profiles,
                    since(
                                    now,
                                    "hearth_objstore_bucket_operation_uploaded_bytes_total{operation=\"upload\"}")
                            / 1e6);
        }
    }

    private void printMerges(ServerFigures now, double merges, double busy, PrintStream out) {
        double seconds = since(now, MERGE + "sum");
        double read = since(now, "hearth_compactor_read_bytes_total") / 1e6;
        double made = since(now, "hearth_compactor_written_bytes_total") / 1e6;
        double samples = since(now, "hearth_compactor_samples_total") / 1e6;
        out.printf(
                Locale.ROOT,
                "  %.0f merges in %.1f s: %.0f MB read, %.0f MB written, %.0f million samples; a second of all CPU: %.1f MB read, %.2f million samples%n",
                merges,
                seconds,
                read,
                made,
                samples,
                read / busy,
                samples / busy);
    }

    private double since(ServerFigures now, String metric) {
        return now.metrics.getOrDefault(metric, 0.0) - metrics.getOrDefault(metric, 0.0);
    }
}
