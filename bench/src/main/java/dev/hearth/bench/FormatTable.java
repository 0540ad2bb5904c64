// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.formats.MalformedProfileException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs [FormatBenchmark] and [RequestBenchmark] and prints what they found as a table for
/// `docs/benchmarks.md`.
public final class FormatTable {

    private static final PrintStream OUT = System.out;

    /// Bytes an operation, as the profiler of JMH names them.
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private FormatTable() {}

    /// Measures and prints.
    ///
    /// @param formats the only ones to measure; all if there are none
    public static void main(String[] formats)
            throws RunnerException, MalformedProfileException, IOException {
        byte[] recording = SampleRecording.get();
        Path file = Files.write(Files.createTempFile("bench", ".jfr"), recording);
        try {
            measure(formats, recording, file);
        } finally {
            Files.delete(file);
        }
    }

    /// @param file where the processes that measure find the recording
    private static void measure(String[] formats, byte[] recording, Path file)
            throws RunnerException, MalformedProfileException, IOException {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(FormatBenchmark.class.getSimpleName())
                        .include(RequestBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-D" + SampleRecording.PROPERTY + "=" + file)
                        .addProfiler(GCProfiler.class);
        if (formats.length > 0) {
            options.param("format", formats);
        }
        Map<String, FormatInput> inputs = FormatInput.all(recording);
        StringBuilder table = new StringBuilder();
        for (RunResult result : new Runner(options.build()).run()) {
            FormatInput input = inputs.get(result.getParams().getParam("format"));
            if (input != null) {
                table.append(row(result, input));
            }
        }
        OUT.println();
        OUT.println(
                "| What | Raw bytes | µs | MB/s | Million samples/s | Bytes allocated | for each raw byte |");
        OUT.println("| --- | --- | --- | --- | --- | --- | --- |");
        OUT.print(table);
    }

    /// Rates count raw bytes, after gunzip.
    private static String row(RunResult result, FormatInput input) {
        double micros = result.getPrimaryResult().getScore();
        Result<?> found = result.getSecondaryResults().get(ALLOCATED);
        double allocated = found == null ? Double.NaN : found.getScore();
        String name = result.getParams().getBenchmark();
        return "| %s %s | %,d | %.1f ± %.1f | %.0f | %.2f | %,.0f | %.2f |%n"
                .formatted(
                        name.substring(name.lastIndexOf('.') + 1),
                        result.getParams().getParam("format"),
                        input.rawBytes(),
                        micros,
                        result.getPrimaryResult().getScoreError(),
                        input.rawBytes() / micros,
                        input.samples() / micros,
                        allocated,
                        allocated / input.rawBytes());
    }
}
