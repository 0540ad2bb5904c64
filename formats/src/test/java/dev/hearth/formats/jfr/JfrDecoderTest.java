// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.Shown;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.StackTable;
import dev.hearth.testing.JfrChunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The decoder on chunks that were made by hand.
final class JfrDecoderTest {

    private static final byte[] NONE = new byte[0];
    private static final int TICKS_PER_SECOND = 56;
    private static final String STACK = "stackTrace:jdk.types.StackTrace*";

    private final JfrDecoder decoder = new JfrDecoder(Shown.LIMITS);

    private DecodedProfile decode(JfrChunk chunk) throws MalformedProfileException {
        return decoder.decode(chunk.bytes(), NONE, 100);
    }

    @Test
    void addsUpSamplesOfAStack() throws Exception {
        DecodedProfile decoded =
                decode(
                        JfrChunk.executionSamples()
                                .sample("a/Main.main:7;a/Main.burn:12")
                                .sample("a/Main.main:7;a/Main.burn:12")
                                .sample("a/Main.main:7;a/Main.rest:40"));

        assertThat(Shown.lines(decoded))
                .containsExactly(
                        "cpu: a/Main.main;a/Main.burn 20000000",
                        "cpu: a/Main.main;a/Main.rest 10000000");
        Profile profile = decoded.batch().profiles().getFirst();
        assertThat(profile.labels())
                .isEqualTo(
                        Labels.of(
                                "__name__", "process_cpu",
                                "__type__", "cpu",
                                "__unit__", "nanoseconds",
                                "__period_type__", "cpu",
                                "__period_unit__", "nanoseconds"));
        assertThat(profile.period()).isEqualTo(10_000_000);
        assertThat(profile.timeNanos()).isEqualTo(JfrChunk.START_NANOS);
        int leaf = profile.samples().stacks()[0];
        int location = decoded.batch().stacks().location(leaf);
        assertThat(decoded.batch().symbols().lineNumber(location)).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource({"100, 10000000", "0, 10000000", "3, 333333333", "2000000000, 1"})
    void countsThePeriodOfTheSampleRate(int rate, long period) throws Exception {
        byte[] chunk = JfrChunk.executionSamples().sample("a.b").bytes();

        assertThat(Shown.totals(decoder.decode(chunk, NONE, rate))).containsEntry("cpu", period);
    }

    @Test
    void leavesOutSleepersAndThoseOfNoKnownState() throws Exception {
        DecodedProfile decoded =
                decode(
                        JfrChunk.executionSamples()
                                .sample("a.runs", 1, 0)
                                .sample("a.sleeps", 2, 0)
                                .sample("a.is", 3, 0)
                                .sample("a.unknown", 99, 0));

        assertThat(Shown.lines(decoded))
                .containsExactly("cpu: a.runs 10000000", "cpu: a.is 10000000");
    }

    @Test
    void countsWallClockTimeInAnyStateWhenThatWasAskedFor() throws Exception {
        JfrChunk chunk = JfrChunk.executionSamples();
        setting(chunk).event("jdk.ActiveSetting", 5, "event", "wall");
        chunk.sample("a.runs", 1, 0).sample("a.sleeps", 2, 0);

        DecodedProfile decoded = decode(chunk);

        assertThat(Shown.lines(decoded))
                .containsExactly(
                        "cpu jfr_event=wall: a.runs 10000000",
                        "wall jfr_event=wall: a.runs 10000000",
                        "wall jfr_event=wall: a.sleeps 10000000");
        assertThat(decoded.batch().profiles())
                .extracting(profile -> profile.labels().get("__name__"))
                .containsExactly("process_cpu", "wall");
    }

    private static JfrChunk setting(JfrChunk chunk) {
        return chunk.type(
                "jdk.ActiveSetting", "id:long", "name:java.lang.String", "value:java.lang.String");
    }

    @Test
    void takesTheLastEventThatWasAskedForAsALabel() throws Exception {
        JfrChunk chunk = setting(JfrChunk.executionSamples());
        chunk.event("jdk.ActiveSetting", 5, "event", "cpu")
                .event("jdk.ActiveSetting", 5, "interval", "10")
                .event("jdk.ActiveSetting", 5, "event", "itimer")
                .sample("a.b");

        assertThat(Shown.lines(decode(chunk)))
                .containsExactly("cpu jfr_event=itimer: a.b 10000000");
    }

    @Test
    void multipliesWallClockSamplesThatCameTogether() throws Exception {
        JfrChunk chunk =
                setting(JfrChunk.javaTypes(true))
                        .type(
                                "profiler.WallClockSample",
                                "startTime:long",
                                STACK,
                                "state:jdk.types.ThreadState*",
                                "spanId:long",
                                "samples:int",
                                "timeSpan:long");
        chunk.event("profiler.WallClockSample", 1, chunk.stack("a.before"), 1, 0, 2, 5)
                .event("jdk.ActiveSetting", 5, "event", "wall")
                .event("profiler.WallClockSample", 1, chunk.stack("a.runs"), 1, 9, 3, 5)
                .event("profiler.WallClockSample", 1, chunk.stack("a.sleeps"), 2, 0, 4, 5)
                .event("profiler.WallClockSample", 1, chunk.stack("a.none"), 1, 0, 0, 5);

        assertThat(Shown.lines(decode(chunk)))
                .containsExactly(
                        "cpu jfr_event=wall: a.runs 30000000",
                        "wall jfr_event=wall: a.before 20000000",
                        "wall jfr_event=wall: a.runs 30000000",
                        "wall jfr_event=wall: a.sleeps 40000000");
    }

    @ParameterizedTest
    @CsvSource({
        "jdk.ObjectAllocationInNewTLAB, tlabSize, memory:alloc_in_new_tlab_objects:count:space:bytes, memory:alloc_in_new_tlab_bytes:bytes:space:bytes",
        "jdk.ObjectAllocationOutsideTLAB, allocationSize, memory:alloc_outside_tlab_objects:count:space:bytes, memory:alloc_outside_tlab_bytes:bytes:space:bytes",
        "jdk.ObjectAllocationSample, weight, memory:alloc_sample_objects:count:space:bytes, memory:alloc_sample_bytes:bytes:space:bytes",
        "jdk.JavaMonitorEnter, duration, mutex:contentions:count:mutex:count, mutex:delay:nanoseconds:mutex:count",
        "jdk.ThreadPark, duration, block:contentions:count:block:count, block:delay:nanoseconds:block:count",
        "profiler.Malloc, size, memory:malloc_objects:count::, memory:malloc_bytes:bytes::"
    })
    void countsEventsAndAddsUpTheirValues(String type, String field, String first, String second)
            throws Exception {
        JfrChunk chunk =
                JfrChunk.javaTypes(true)
                        .type(type, "startTime:long", field + ":long", STACK, "other:int");
        long stack = chunk.stack("a.b;a.c");
        chunk.event(type, 1, 100, stack, 3).event(type, 2, 23, stack, 4);

        DecodedProfile decoded = decode(chunk);

        assertThat(decoded.batch().profiles())
                .extracting(JfrDecoderTest::typeId)
                .containsExactly(first, second);
        assertThat(decoded.batch().profiles())
                .extracting(profile -> profile.samples().total())
                .containsExactly(2L, 123L);
    }

    @Test
    void countsLiveObjects() throws Exception {
        JfrChunk chunk = JfrChunk.javaTypes(true).type("profiler.LiveObject", STACK, "size:long");
        chunk.event("profiler.LiveObject", chunk.stack("a.b"), 400);

        DecodedProfile decoded = decode(chunk);

        assertThat(decoded.batch().profiles())
                .extracting(JfrDecoderTest::typeId)
                .containsExactly("memory:live:count:objects:count");
        assertThat(Shown.totals(decoded)).containsEntry("live", 1L);
    }

    private static String typeId(Profile profile) {
        Labels labels = profile.labels();
        return String.join(
                ":",
                labels.getOrEmpty("__name__"),
                labels.getOrEmpty("__type__"),
                labels.getOrEmpty("__unit__"),
                labels.getOrEmpty("__period_type__"),
                labels.getOrEmpty("__period_unit__"));
    }

    @ParameterizedTest
    @CsvSource({"TICKS, 3000000", "NANOSECONDS, 6000000"})
    void takesSamplesOfCpuTimeForWhatTheySayTheyStandFor(String unit, long nanos) throws Exception {
        JfrChunk chunk =
                JfrChunk.executionSamples()
                        .type("jdk.CPUTimeSample", STACK, "failed:boolean", "samplingPeriod:long")
                        .timespan("jdk.CPUTimeSample", "samplingPeriod", unit);
        long stack = chunk.stack("a.b");
        chunk.event("jdk.CPUTimeSample", stack, 0, 6_000_000)
                .event("jdk.CPUTimeSample", 0, 1, 6_000_000)
                .sample("a.theSameOnceMore");

        assertThat(Shown.lines(decode(chunk))).containsExactly("cpu: a.b " + nanos);
    }

    @Test
    void refusesSamplesOfCpuTimeThatNoNumberOfNanosecondsHolds() {
        JfrChunk chunk =
                JfrChunk.javaTypes(true)
                        .type("jdk.CPUTimeSample", STACK, "samplingPeriod:long")
                        .timespan("jdk.CPUTimeSample", "samplingPeriod", "TICKS");
        chunk.event("jdk.CPUTimeSample", chunk.stack("a.b"), 10_000_000_000L);
        byte[] bytes = chunk.bytes();
        ByteBuffer.wrap(bytes).putLong(TICKS_PER_SECOND, 1);

        assertThatThrownBy(() -> decoder.decode(bytes, NONE, 100))
                .isInstanceOf(MalformedProfileException.class)
                .hasMessage(
                        "a sample of CPU time stands for 10000000000 seconds (expected less than 9223372036)");
    }

    /// Of a text its position is read: a number in its place must not be taken for one.
    @ParameterizedTest
    @ValueSource(longs = {1, 70, 1L << 20, Integer.MAX_VALUE, Long.MAX_VALUE, -1, -77})
    void doesNotTakeNumbersForTexts(long number) throws Exception {
        JfrChunk chunk =
                JfrChunk.executionSamples()
                        .type("jdk.ActiveSetting", "id:long", "name:long", "value:long")
                        .type("jdk.types.Symbol", "string:long")
                        .constant("jdk.types.Symbol", 9, number)
                        .constant("java.lang.Class", 9, 9, 0)
                        .constant("jdk.types.Method", 9, 9, 9, 0, 0)
                        .rawConstant("jdk.types.StackTrace", new byte[] {9, 0, 1, 9, 1, 1});
        chunk.event("jdk.ActiveSetting", 5, number, number)
                .event("jdk.ExecutionSample", 1, 9, 1, 0);

        assertThat(Shown.lines(decode(chunk))).containsExactly("cpu: . 10000000");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsFieldsByNameWhateverStandsAround(boolean isCompressed) throws Exception {
        JfrChunk chunk =
                JfrChunk.javaTypes(isCompressed)
                        .type("Point", "x:int", "y:double", "name:java.lang.String")
                        .type("Nothing")
                        .type(
                                "jdk.ExecutionSample",
                                "point:Point",
                                "points:Point[]",
                                "nothing:Nothing",
                                "nothings:Nothing[]",
                                "float:float",
                                "state:jdk.types.ThreadState*",
                                "text:java.lang.String",
                                "states:jdk.types.ThreadState*[]",
                                "flag:boolean",
                                "contextId:int",
                                STACK,
                                "more:long");
        byte[] point =
                isCompressed
                        ? new byte[] {5, 0, 0, 0, 0, 0, 0, 0, 0, 3, 1, 'p'}
                        : new byte[] {0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1, 'p'};
        byte[] two = isCompressed ? new byte[] {2} : new byte[] {0, 0, 0, 2};
        byte[] states =
                isCompressed
                        ? new byte[] {2, 1, 2}
                        : new byte[] {0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2};
        byte[] points = join(two, point, point);
        byte[] empty = new byte[0];
        byte[] four = new byte[4];
        chunk.event(
                "jdk.ExecutionSample",
                point,
                points,
                empty,
                two,
                four,
                1,
                "some text",
                states,
                1,
                0,
                chunk.stack("a.b;a.c"),
                77);

        assertThat(Shown.lines(decode(chunk))).containsExactly("cpu: a.b;a.c 10000000");
    }

    private static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    @Test
    void readsSeveralChunksEachWithItsOwnConstants() throws Exception {
        byte[] first = JfrChunk.executionSamples().sample("a.b").sample("a.c").bytes();
        byte[] second = JfrChunk.executionSamples().sample("a.c").sample("a.b;a.c").bytes();

        DecodedProfile decoded = decoder.decode(join(first, second), NONE, 100);

        assertThat(Shown.lines(decoded))
                .containsExactly("cpu: a.b 10000000", "cpu: a.c 20000000", "cpu: a.b;a.c 10000000");
    }

    @Test
    void readsConstantsOfSeveralCheckpoints() throws Exception {
        JfrChunk chunk = JfrChunk.executionSamples();
        chunk.sample("a.b").checkpoint().sample("a.b;a.c").checkpoint().sample("b.d");

        assertThat(Shown.lines(decode(chunk)))
                .containsExactly("cpu: a.b 10000000", "cpu: a.b;a.c 10000000", "cpu: b.d 10000000");
    }

    @Test
    void unpacksGzip() throws Exception {
        byte[] body = gzip(JfrChunk.executionSamples().sample("a.b").bytes());

        assertThat(Shown.lines(decoder.decode(body, NONE, 100)))
                .containsExactly("cpu: a.b 10000000");
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Test
    void leavesOutFramesWithoutMethodAndSamplesWithoutStack() throws Exception {
        JfrChunk chunk = JfrChunk.executionSamples();
        chunk.constant("jdk.types.Method", 77, 404, 1, 0, 0);
        long a = chunk.method("a.b");
        byte first = (byte) ((a & 0x7f) | 0x80);
        byte second = (byte) (a >> 7);
        // Frames: no such method, no such class, a.b.
        byte[] entry = {99, 0, 3, 55, 1, 1, 77, 1, 1, first, second, 1, 1};
        chunk.rawConstant("jdk.types.StackTrace", entry);
        chunk.event("jdk.ExecutionSample", 1, 99, 1, 0)
                .event("jdk.ExecutionSample", 1, 12345, 1, 0);

        assertThat(Shown.lines(decode(chunk))).containsExactly("cpu: a.b 10000000");
    }

    @Test
    void keepsTheDotOfAFrameWithoutClass() throws Exception {
        JfrChunk chunk = JfrChunk.executionSamples().sample(".memcpy").sample("./lib/libc.so");

        assertThat(Shown.lines(decode(chunk)))
                .containsExactly("cpu: .memcpy 10000000", "cpu: ./lib/libc.so 10000000");
    }

    @Test
    void makesGeneratedClassesTheSame() throws Exception {
        JfrChunk chunk =
                JfrChunk.executionSamples()
                        .sample("App$$Lambda$76/0x00007ff44c0c4640.run")
                        .sample("App$$Lambda/0x00007ff44c0c0000.run");

        assertThat(Shown.lines(decode(chunk))).containsExactly("cpu: App$$Lambda_.run 20000000");
    }

    @Test
    void passesOverEventsThatNobodyKnows() throws Exception {
        JfrChunk chunk = JfrChunk.executionSamples().type("user.Event", "text:java.lang.String");
        chunk.event("user.Event", "hello")
                .rawEvent(new byte[] {0, 0, 0, 0})
                .rawEvent(new byte[] {(byte) 0x85, 7, 1, 2, 3})
                .sample("a.b");

        assertThat(Shown.lines(decode(chunk))).containsExactly("cpu: a.b 10000000");
    }

    @Test
    void makesNothingOfARecordingWithoutSamples() throws Exception {
        DecodedProfile decoded = decode(JfrChunk.executionSamples());

        assertThat(decoded.batch().profiles()).isEmpty();
        assertThat(decoded.sampleTypes()).isEmpty();
        assertThat(decoded.batch().stacks().size()).isEqualTo(StackTable.ROOT + 1);
    }

    @Test
    void cutsDeepStacksAtTheLeaf() throws Exception {
        DecodeLimits limits = new DecodeLimits(0, 0, 0, 2, 0);
        byte[] chunk = JfrChunk.executionSamples().sample("a.a;b.b;c.c;d.d").bytes();

        assertThat(Shown.lines(new JfrDecoder(limits).decode(chunk, NONE, 100)))
                .containsExactly("cpu: a.a;b.b 10000000");
    }

    @Test
    void keepsTheTailOfLongNames() throws Exception {
        DecodeLimits limits = new DecodeLimits(0, 0, 0, 0, 6);
        byte[] chunk = JfrChunk.executionSamples().sample("org/example/Main.main").bytes();

        assertThat(Shown.lines(new JfrDecoder(limits).decode(chunk, NONE, 100)))
                .containsExactly("cpu: n.main 10000000");
    }

    @Test
    void refusesMoreSamplesThanTheLimit() {
        DecodeLimits limits = new DecodeLimits(0, 2, 0, 0, 0);
        JfrChunk chunk = JfrChunk.executionSamples().sample("a.a").sample("b.b").sample("c.c");

        assertThatThrownBy(() -> new JfrDecoder(limits).decode(chunk.bytes(), NONE, 100))
                .hasMessageContaining("profile has 3 samples (limit 2")
                .extracting(e -> ((MalformedProfileException) e).reason())
                .isEqualTo(Reason.SAMPLES_LIMIT);
    }

    @Test
    void refusesARecordingOverTheLimitOfBytesPackedOrNot() {
        DecodeLimits limits = new DecodeLimits(500, 0, 0, 0, 0);
        byte[] chunk = JfrChunk.executionSamples().sample("a.a").bytes();

        for (byte[] body : new byte[][] {chunk, gzip(chunk)}) {
            assertThatThrownBy(() -> new JfrDecoder(limits).decode(body, NONE, 100))
                    .hasMessageContaining("larger than 500 bytes")
                    .extracting(e -> ((MalformedProfileException) e).reason())
                    .isEqualTo(Reason.PROFILE_SIZE_LIMIT);
        }
    }

    @Test
    void refusesValuesThatDoNotAddUp() {
        JfrChunk chunk = JfrChunk.javaTypes(true).type("profiler.Malloc", STACK, "size:long");
        long stack = chunk.stack("a.b");
        chunk.event("profiler.Malloc", stack, Long.MAX_VALUE)
                .event("profiler.Malloc", stack, Long.MAX_VALUE);

        assertThatThrownBy(() -> decode(chunk)).hasMessageContaining("add up to more");
    }

    @Test
    void leavesOutNegativeValues() throws Exception {
        JfrChunk chunk = JfrChunk.javaTypes(true).type("profiler.Malloc", STACK, "size:long");
        long stack = chunk.stack("a.b");
        chunk.event("profiler.Malloc", stack, -5).event("profiler.Malloc", stack, 7);

        assertThat(Shown.totals(decode(chunk)))
                .containsEntry("malloc_objects", 1L)
                .containsEntry("malloc_bytes", 7L);
    }

    @Test
    void worksAgainAfterARefusal() throws Exception {
        byte[] chunk = JfrChunk.executionSamples().sample("a.b").bytes();
        byte[] cut = java.util.Arrays.copyOf(chunk, chunk.length - 1);

        assertThatThrownBy(() -> decoder.decode(cut, NONE, 100))
                .isInstanceOf(MalformedProfileException.class);
        assertThat(Shown.lines(decoder.decode(chunk, NONE, 100)))
                .containsExactly("cpu: a.b 10000000");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, does not start with FLR",
        "5, 9, has version 9",
        "12, 1, says it has",
        "31, 1, has its metadata at"
    })
    void saysWhatIsWrongWithAHeader(int at, int value, String message) {
        byte[] chunk = JfrChunk.executionSamples().sample("a.b").bytes();
        chunk[at] = (byte) value;

        assertThatThrownBy(() -> decoder.decode(chunk, NONE, 100)).hasMessageContaining(message);
    }

    @Test
    void saysThatNothingIsNoRecording() {
        assertThatThrownBy(() -> decoder.decode(NONE, NONE, 100))
                .hasMessage("a chunk at byte 0 has 0 bytes (expected at least 68)");
    }
}
