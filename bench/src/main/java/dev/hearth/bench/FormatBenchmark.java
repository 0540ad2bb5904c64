// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.formats.MalformedProfileException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it takes to understand one profile, format by format: a Go program's CPU profile of ten
/// seconds, or the nearest that the format can hold. [FormatTable] shows it as a table.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(1)
public class FormatBenchmark {

    /// Names of [FormatInput#all].
    @Param({
        "pprof",
        "pprof-gzip",
        "pprof-protobuf-java",
        "jfr",
        "jfr-jmc",
        "otlp",
        "otlp-protobuf-java",
        "folded",
        "lines",
        "speedscope"
    })
    public String format = "";

    private @Nullable FormatInput input;

    /// Made by JMH.
    public FormatBenchmark() {}

    /// Makes the input.
    @Setup
    public void prepare() throws MalformedProfileException, IOException {
        byte[] recording = format.startsWith("jfr") ? SampleRecording.get() : new byte[0];
        input = FormatInput.all(recording).get(format);
    }

    /// From bytes to a batch.
    @Benchmark
    public Object decode()
            throws MalformedProfileException, IOException, CouldNotLoadRecordingException {
        FormatInput known = input;
        if (known == null) {
            throw new IllegalStateException("format is " + format + " (expected a known one)");
        }
        return known.decode();
    }
}
