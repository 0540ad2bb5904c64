// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import dev.hearth.model.Profile;
import dev.hearth.model.Symbols;
import dev.hearth.proto.google.v1.Function;
import dev.hearth.proto.google.v1.Label;
import dev.hearth.proto.google.v1.Line;
import dev.hearth.proto.google.v1.Location;
import dev.hearth.proto.google.v1.Mapping;
import dev.hearth.proto.google.v1.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Payloads as real clients put them together, small.
final class PprofPayloadsOfClientsTest {

    private static DecodedProfile decode(byte[] bytes, PprofOptions options)
            throws MalformedProfileException {
        return new PprofDecoder(Shown.LIMITS).decode(bytes, 0, bytes.length, options);
    }

    private static PprofOptions spy(String name) {
        return PprofOptions.ingest(name, null, null);
    }

    /// The profile's type as clients ask for it, without the name.
    private static List<String> types(DecodedProfile decoded) {
        return decoded.batch().profiles().stream()
                .map(profile ->
                        String.join(
                                ":",
                                profile.labels().getOrEmpty("__type__"),
                                profile.labels().getOrEmpty("__unit__"),
                                profile.labels().getOrEmpty("__period_type__"),
                                profile.labels().getOrEmpty("__period_unit__")))
                .distinct()
                .toList();
    }

    /// A function and a location for it, without any mapping or address.
    private static void bare(PprofPayload payload, long id, String function, String file) {
        payload.profile.addFunction(
                Function.newBuilder()
                        .setId(id)
                        .setName(payload.string(function))
                        .setFilename(payload.string(file)));
        payload.profile.addLocation(
                Location.newBuilder()
                        .setId(id)
                        .addLine(Line.newBuilder().setFunctionId(id).setLine(10 + id)));
    }

    private static Sample.Builder sample(long value, long... locations) {
        Sample.Builder sample = Sample.newBuilder().addValue(value);
        for (long location : locations) {
            sample.addLocationId(location);
        }
        return sample;
    }

    @Test
    void oldDotnet() throws MalformedProfileException {
        PprofPayload payload =
                new PprofPayload()
                        .type("cpu", "nanoseconds")
                        .type("alloc-samples", "count")
                        .type("lock-time", "nanoseconds");
        payload.profile.setPeriodType(payload.valueType("", "nanoseconds"));
        bare(payload, 1, "Program.Main", "App");
        bare(payload, 2, "Program.Work", "App");
        payload.profile.getFunctionBuilderList().forEach(Function.Builder::clearId);
        // Lines name functions by ids that no function has, but that are those of the locations.
        payload.profile.addSample(sample(40, 2, 1).addValue(0).addValue(7));

        DecodedProfile decoded = decode(payload.bytes(), spy("dotnetspy"));

        assertThat(Shown.lines(decoded))
                .containsExactly(
                        "cpu: Program.Main;Program.Work 40",
                        "lock_time: Program.Main;Program.Work 7");
        assertThat(types(decoded))
                .containsExactly(
                        "cpu:nanoseconds::nanoseconds", "lock_time:nanoseconds::nanoseconds");
        assertThat(PprofNames.metricName(decoded.sampleTypes(), null)).isEqualTo("process_cpu");
    }

    @Test
    void newDotnet() throws MalformedProfileException {
        PprofPayload payload =
                new PprofPayload().type("alloc_samples", "count").type("alloc_size", "bytes");
        payload.profile.setPeriodType(payload.valueType("cpu", "nanoseconds"));
        bare(payload, 1, "|lm:App |ns:A |ct:Program |fn:Main", "");
        payload.profile.addSample(sample(1, 1).addValue(96));

        assertThat(types(decode(payload.bytes(), PprofOptions.NONE)))
                .containsExactly(
                        "alloc_samples:count:cpu:nanoseconds", "alloc_size:bytes:cpu:nanoseconds");
    }

    @Test
    void rubyAndRustSendNoMappingNoAddressAndNoSystemName() throws MalformedProfileException {
        PprofPayload payload = new PprofPayload().type("cpu", "nanoseconds");
        payload.profile
                .setPeriodType(payload.valueType("cpu", "nanoseconds"))
                .setPeriod(10_000_000)
                .setTimeNanos(1_700_000_000_000_000_000L);
        bare(payload, 1, "<main>", "app.rb");
        bare(payload, 2, "work", "app.rb");
        payload.profile.addSample(sample(10_000_000, 2, 1));
        // A thread each with a report of its own: the same stack again.
        payload.profile.addSample(sample(20_000_000, 2, 1));

        assertThat(Shown.lines(decode(payload.bytes(), PprofOptions.NONE)))
                .containsExactly("cpu: <main>;work 30000000");
        assertThat(Shown.lines(decode(payload.bytes(), spy("rbspy"))))
                .containsExactly("cpu: app.rb <main>;app.rb work 30000000");
        Symbols symbols = decode(payload.bytes(), PprofOptions.NONE).batch().symbols();
        assertThat(symbols.mappingCount()).isEqualTo(1);
        assertThat(symbols.locationAddress(0)).isZero();
    }

    @Test
    void pprofRsNamesThreadsAsLabels() throws MalformedProfileException {
        PprofPayload payload =
                new PprofPayload().type("samples", "count").type("cpu", "nanoseconds");
        bare(payload, 1, "app::main", "main.rs");
        Label thread =
                Label.newBuilder()
                        .setKey(payload.string("thread"))
                        .setStr(payload.string("worker"))
                        .build();
        payload.profile.addSample(sample(3, 1).addValue(30_000_000).addLabel(thread));

        assertThat(Shown.lines(decode(payload.bytes(), PprofOptions.NONE)))
                .containsExactly(
                        "samples thread=worker: app::main 3",
                        "cpu thread=worker: app::main 30000000");
    }

    @Test
    void nodeSendsWallTimeAndHeapUnderItsOwnNames() throws MalformedProfileException {
        PprofPayload wall = new PprofPayload().type("sample", "count").type("wall", "microseconds");
        wall.profile.setPeriodType(wall.valueType("wall", "microseconds")).setPeriod(10_000);
        bare(wall, 1, "(anonymous)", "./node_modules/x/index.js");
        wall.profile.addSample(sample(2, 1).addValue(20_000));
        PprofPayload heap = new PprofPayload().type("objects", "count").type("space", "bytes");
        heap.profile.setPeriodType(heap.valueType("space", "bytes")).setPeriod(524_288);
        bare(heap, 1, "alloc", "a.js");
        heap.profile.addSample(sample(2, 1).addValue(4096));

        DecodedProfile walls = decode(wall.bytes(), spy("nodespy"));
        DecodedProfile heaps = decode(heap.bytes(), spy("nodespy"));

        assertThat(types(walls))
                .containsExactly(
                        "sample:count:wall:microseconds", "wall:microseconds:wall:microseconds");
        assertThat(PprofNames.metricName(walls.sampleTypes(), null)).isEqualTo("wall");
        assertThat(types(heaps))
                .containsExactly("objects:count:space:bytes", "space:bytes:space:bytes");
        assertThat(PprofNames.metricName(heaps.sampleTypes(), null)).isEqualTo("memory");
    }

    @Test
    void pySpyHasAPeriodOfAUnitWithoutType() throws MalformedProfileException {
        PprofPayload payload = new PprofPayload().type("samples", "count");
        payload.profile.setPeriodType(payload.valueType("", "milliseconds")).setPeriod(0);
        payload.profile.addMapping(Mapping.newBuilder().setId(1).setMemoryLimit(-1));
        bare(payload, 1, "main", "app.py");
        bare(payload, 2, "get", "/usr/lib/python3/site.py");
        payload.profile.getLocationBuilderList().forEach(location -> location.setMappingId(1));
        payload.profile.addSample(sample(5, 2, 1));

        DecodedProfile decoded = decode(payload.bytes(), spy("pyspy"));

        assertThat(Shown.lines(decoded)).containsExactly("samples: app.py main;get 5");
        assertThat(types(decoded)).containsExactly("samples:count::milliseconds");
        assertThat(PprofNames.metricName(decoded.sampleTypes(), null)).isEqualTo("process_cpu");
        assertThat(decoded.batch().profiles().getFirst().period()).isZero();
    }

    @Test
    void asyncProfilerWritesNumbersOneByOneAndStringsFirst()
            throws MalformedProfileException, IOException {
        PprofPayload payload = new PprofPayload().type("cpu", "nanoseconds");
        bare(payload, 1, "Main.main", "");
        bare(payload, 2, "Main.run", "");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeInt64(9, 1_700_000_000_000_000_000L);
        out.writeInt64(14, 1);
        out.writeInt64(13, 2);
        out.writeRawBytes(payload.bytes());
        out.writeByteArray(2, new byte[] {0x10, 90, 0x08, 2, 0x08, 1});
        out.writeByteArray(2, new byte[] {0x08, 2, 0x10, 10, 0x08, 1});
        out.flush();

        assertThat(Shown.lines(decode(bytes.toByteArray(), PprofOptions.NONE)))
                .containsExactly("cpu: Main.main;Main.run 100");
    }

    @Test
    void goHeapHasSizesAsNumbersWithUnits() throws MalformedProfileException {
        PprofPayload payload =
                new PprofPayload().type("inuse_objects", "count").type("inuse_space", "bytes");
        payload.profile
                .setDropFrames(payload.string("runtime.*"))
                .setKeepFrames(payload.string("main.*"))
                .addComment(payload.string("go1.25"))
                .setDefaultSampleType(payload.string("inuse_space"));
        bare(payload, 1, "main.alloc", "main.go");
        Label size =
                Label.newBuilder()
                        .setKey(payload.string("bytes"))
                        .setNum(512)
                        .setNumUnit(payload.string("bytes"))
                        .build();
        payload.profile.addSample(sample(1, 1).addValue(512).addLabel(size));
        payload.profile.addSample(
                sample(2, 1).addValue(2048).addLabel(size.toBuilder().setNum(1024)));

        assertThat(Shown.lines(decode(payload.bytes(), spy("gospy"))))
                .containsExactly("inuse_objects: main.alloc 3", "inuse_space: main.alloc 2560");
    }

    @Test
    void godeltaprofSendsWhatGrewAndWhatShrank() throws MalformedProfileException {
        PprofPayload payload =
                new PprofPayload()
                        .type("alloc_objects", "count")
                        .type("inuse_objects", "count")
                        .sample("main.grows", 3, 1)
                        .sample("main.shrinks", 2, -1)
                        .sample("main.rests", 0, 0);

        assertThat(Shown.lines(Shown.decode(payload, spy("gospy"))))
                .containsExactly("alloc_objects: main.grows 3", "inuse_objects: main.grows 1");
    }

    @Test
    void ebpfKnowsOnlyAddresses() throws MalformedProfileException {
        PprofPayload payload = new PprofPayload().type("cpu", "nanoseconds");
        payload.profile
                .addMapping(
                        Mapping.newBuilder()
                                .setId(9)
                                .setMemoryStart(0x400000)
                                .setMemoryLimit(0x500000)
                                .setFileOffset(0x1000)
                                .setFilename(payload.string("/bin/app"))
                                .setBuildId(payload.string("c0ffee")))
                .addLocation(Location.newBuilder().setId(7).setMappingId(9).setAddress(0x401234))
                .addLocation(Location.newBuilder().setId(3).setMappingId(9).setAddress(0x40f00d))
                .addSample(sample(1, 7, 3))
                .addSample(sample(2, 3));

        DecodedProfile decoded = decode(payload.bytes(), PprofOptions.NONE);

        Symbols symbols = decoded.batch().symbols();
        assertThat(symbols.functionCount()).isZero();
        assertThat(symbols.mappingFlags(0)).isZero();
        assertThat(symbols.mappingOffset(0)).isEqualTo(0x1000);
        assertThat(new long[] {symbols.locationAddress(0), symbols.locationAddress(1)})
                .containsExactlyInAnyOrder(0x401234, 0x40f00d);
        assertThat(decoded.batch().profiles().getFirst().samples().total()).isEqualTo(3);
    }

    @Test
    void equalFunctionsOfSeveralIdsAreOne() throws MalformedProfileException {
        PprofPayload payload = new PprofPayload().type("cpu", "nanoseconds");
        bare(payload, 5, "main", "a.c");
        bare(payload, 2, "main", "a.c");
        payload.profile.getLocationBuilderList().forEach(at -> at.getLineBuilder(0).setLine(1));
        payload.profile.addSample(sample(1, 5)).addSample(sample(2, 2));

        DecodedProfile decoded = decode(payload.bytes(), PprofOptions.NONE);

        assertThat(decoded.batch().symbols().functionCount()).isEqualTo(1);
        assertThat(Shown.totals(decoded)).isEqualTo(Map.of("cpu", 3L));
    }

    @Test
    void fieldsOfLaterVersionsArePassedOver() throws MalformedProfileException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(PprofPayload.cpu().sample("main", 1).bytes());
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        // The address of a documentation, as a string's index.
        out.writeInt64(15, 1);
        // A sample with a field of its own beside what is known.
        out.writeByteArray(2, new byte[] {0x0a, 1, 1, 0x12, 1, 5, 0x22, 1, 0x7f, 0x28, 9});
        out.flush();

        assertThat(Shown.lines(decode(bytes.toByteArray(), PprofOptions.NONE)))
                .containsExactly("cpu: main 6");
    }

    @Test
    void bytesBehindGzipAreRefused() {
        byte[] packed = PprofPayload.gzip(PprofPayload.cpu().sample("main", 1).bytes());
        ByteArrayOutputStream more = new ByteArrayOutputStream();
        more.writeBytes(packed);
        more.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> decode(more.toByteArray(), PprofOptions.NONE))
                .isInstanceOf(MalformedProfileException.class)
                .hasMessageContaining("gzip");
    }

    @Test
    void aSampleWithoutStackCountsAsWhole() throws MalformedProfileException {
        PprofPayload payload = new PprofPayload().type("cpu", "nanoseconds");
        payload.profile.addSample(sample(4));

        Profile profile = decode(payload.bytes(), PprofOptions.NONE).batch().profiles().getFirst();

        assertThat(profile.samples().total()).isEqualTo(4);
    }
}
