// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.bench.Fleet.Kind;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.otlp.OtlpDecoder;
import dev.hearth.formats.otlp.OtlpProfile;
import dev.hearth.formats.otlp.OtlpRequest;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.proto.otlp.collector.v1development.ExportProfilesServiceRequest;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.infra.Blackhole;

/// What it takes to understand an OTLP request that holds CPU profiles of the [Fleet], which share
/// its dictionary; `-prof gc` tells what is allocated.
///
/// `protobufParse` is what protobuf-java needs for the first step alone.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class OtlpBenchmark {

    /// Profiles of the request.
    @Param({"1", "10"})
    public int profiles;

    /// Whether each sample comes as timestamps, a few of them, or as one value.
    @Param({"false", "true"})
    public boolean timed;

    private byte[] request = {};
    private OtlpDecoder decoder = new OtlpDecoder(new DecodeLimits(0, 0, 0, 0, 0));

    /// Made by JMH.
    public OtlpBenchmark() {}

    /// Makes the request.
    @Setup
    public void prepare() throws InvalidProtocolBufferException {
        Fleet fleet = new Fleet(1);
        OtlpRequests made = new OtlpRequests(timed);
        for (int pod = 0; pod < profiles; pod++) {
            made.add(Profile.parseFrom(fleet.pprof(0, pod, Kind.CPU, 0)));
        }
        request = made.bytes();
        decoder = new OtlpDecoder(new DecodeLimits(4 << 20, 16_000, 100, 1_000, 65_535));
    }

    /// From the bytes of a request to a batch for each profile.
    @Benchmark
    public void decode(Blackhole hole) throws MalformedProfileException {
        for (OtlpProfile profile : OtlpRequest.read(request, 0, request.length).profiles()) {
            hole.consume(decoder.decode(profile));
        }
    }

    /// From the bytes of a request to protobuf-java's objects.
    @Benchmark
    public ExportProfilesServiceRequest protobufParse() throws InvalidProtocolBufferException {
        return ExportProfilesServiceRequest.parseFrom(request);
    }
}
