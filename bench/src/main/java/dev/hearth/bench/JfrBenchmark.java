// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.jfr.JfrDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/// What it takes to understand a JFR recording: ours into a batch, and Mission Control's into its
/// own objects, without folding or adding up.
///
/// The recording is a [SampleRecording]; `-p file=…` takes another, unpacked.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class JfrBenchmark {

    private static final DecodeLimits UNLIMITED = new DecodeLimits(0, 0, 0, 0, 0);
    private static final byte[] NO_LABELS = {};

    /// A recording to take; empty to make one.
    @Param("")
    public String file = "";

    private final JfrDecoder decoder = new JfrDecoder(UNLIMITED);
    private byte[] recording = {};

    /// Made by JMH.
    public JfrBenchmark() {}

    /// What was read, which JMH shows by the second.
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Speed {

        /// Millions of bytes.
        public double megabytes;

        /// Made by JMH.
        public Speed() {}
    }

    /// Makes or reads the recording.
    @Setup
    public void prepare() throws IOException, MalformedProfileException {
        recording = file.isEmpty() ? SampleRecording.make() : Files.readAllBytes(Path.of(file));
    }

    /// From a recording to a batch.
    @Benchmark
    public DecodedProfile decode(Speed speed) throws MalformedProfileException {
        speed.megabytes += recording.length / 1e6;
        return decoder.decode(recording, NO_LABELS, 100);
    }

    /// From a recording to Mission Control's objects.
    @Benchmark
    public IItemCollection missionControl(Speed speed)
            throws IOException, CouldNotLoadRecordingException {
        speed.megabytes += recording.length / 1e6;
        return JfrLoaderToolkit.loadEvents(new ByteArrayInputStream(recording));
    }
}
