// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.bench.Fleet.Kind;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.pprof.PprofDecoder;
import dev.hearth.formats.pprof.PprofOptions;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.MalformedBatchException;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.ProfileBatchCodec;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.SymbolsBuilder;
import dev.hearth.model.TenantId;
import dev.hearth.proto.google.v1.Profile;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it takes to understand one CPU profile of the [Fleet], and to write and read it as a log
/// record.
///
/// `protobufParse` is what protobuf-java needs for the first step alone, without normalising,
/// splitting and building tables.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class DecodeBenchmark {

    private static final ProfileBatch EMPTY =
            new ProfileBatch(
                    new SymbolsBuilder().snapshot(), new StackTableBuilder().snapshot(), List.of());

    private byte[] raw = {};
    private byte[] gzipped = {};
    private byte[] encoded = {};
    private PprofDecoder decoder = new PprofDecoder(new DecodeLimits(0, 0, 0, 0, 0));
    private final RecordCodec records = new RecordCodec();
    private ProfileBatch batch = EMPTY;

    /// Made by JMH.
    public DecodeBenchmark() {}

    /// Makes the inputs.
    @Setup
    public void prepare() throws MalformedProfileException {
        raw = new Fleet(1).pprof(0, 0, Kind.CPU, 0);
        gzipped = Payloads.gzip(raw);
        decoder = new PprofDecoder(new DecodeLimits(4 << 20, 16_000, 100, 1_000, 65_535));
        batch = decoder.decode(raw, 0, raw.length, PprofOptions.NONE).batch();
        encoded = ProfileBatchCodec.encode(batch);
    }

    /// From pprof bytes to a batch.
    @Benchmark
    public DecodedProfile decodeRaw() throws MalformedProfileException {
        return decoder.decode(raw, 0, raw.length, PprofOptions.NONE);
    }

    /// From gzipped pprof bytes to a batch.
    @Benchmark
    public DecodedProfile decodeGzipped() throws MalformedProfileException {
        return decoder.decode(gzipped, 0, gzipped.length, PprofOptions.NONE);
    }

    /// From pprof bytes to protobuf-java's objects.
    @Benchmark
    public Profile protobufParse() throws InvalidProtocolBufferException {
        return Profile.parseFrom(raw);
    }

    /// From a batch to a log record.
    @Benchmark
    public byte[] encodeRecord() {
        return records.encode(TenantId.ANONYMOUS, batch, false);
    }

    /// From the bytes of a batch to a batch.
    @Benchmark
    public ProfileBatch decodeBatch() throws MalformedBatchException {
        return ProfileBatchCodec.decode(encoded);
    }
}
