// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpPayload.TIME;
import static dev.hearth.formats.otlp.OtlpPayload.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.Shown;
import dev.hearth.formats.pprof.PprofPayload;
import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import dev.hearth.testing.JfrChunk;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class OtlpDecoderTest {

    private final OtlpPayload payload = new OtlpPayload();

    @Test
    void decodesStacksAndValues() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(payload.stack("main;work"), 3))
                        .addSamples(sample(payload.stack("main;idle"), 4)));

        OtlpDecoder.Decoded decoded = payload.decodeOne();

        assertThat(Shown.lines(decoded.profile()))
                .containsExactlyInAnyOrder("cpu: main;work 3", "cpu: main;idle 4");
        assertThat(decoded.profile().batch().profiles().getFirst().timeNanos()).isEqualTo(TIME);
    }

    @Test
    void addsUpValuesWithoutTimes() throws MalformedProfileException {
        payload.add(
                List.of(), payload.profile().addSamples(sample(payload.stack("main"), 3, 4, 5)));

        assertThat(Shown.lines(payload.decodeOne().profile())).containsExactly("cpu: main 12");
        assertThat(only(payload).times()).isNull();
    }

    @Test
    void countsTimestampsWithoutValues() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(
                                sample(payload.stack("main"))
                                        .addTimestampsUnixNano(TIME + 2)
                                        .addTimestampsUnixNano(TIME + 1)));

        Samples samples = only(payload);

        assertThat(samples.values()).containsExactly(2);
        SampleTimes times = Objects.requireNonNull(samples.times());
        assertThat(times.nanos()).containsExactly(TIME + 1, TIME + 2);
        assertThat(times.values()).containsExactly(1, 1);
    }

    @Test
    void pairsTimestampsWithValues() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(
                                sample(payload.stack("main"), 7, 0, 2)
                                        .addTimestampsUnixNano(TIME + 2)
                                        .addTimestampsUnixNano(TIME + 3)
                                        .addTimestampsUnixNano(TIME + 1)));

        Samples samples = only(payload);

        assertThat(samples.values()).containsExactly(9);
        SampleTimes times = Objects.requireNonNull(samples.times());
        assertThat(times.nanos()).containsExactly(TIME + 1, TIME + 2);
        assertThat(times.values()).containsExactly(2, 7);
    }

    @Test
    void refusesASampleWithNeitherValuesNorTimes() {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(payload.stack("main"), 1))
                        .addSamples(sample(payload.stack("main"))));

        assertThatThrownBy(payload::decodeOne)
                .isInstanceOf(MalformedProfileException.class)
                .hasMessageContaining("neither values nor timestamps");
    }

    @Test
    void letsValuesCountWhereTimestampsAreOfAnotherNumber() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(
                                sample(payload.stack("main"), 10)
                                        .addTimestampsUnixNano(TIME)
                                        .addTimestampsUnixNano(TIME + 1)));

        assertThat(only(payload).values()).containsExactly(10);
        assertThat(only(payload).times()).isNull();
    }

    @Test
    void mergesTheTimesOfSamplesThatAreOne() throws MalformedProfileException {
        int stack = payload.stack("main;work");
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(stack, 1).addTimestampsUnixNano(TIME + 5))
                        .addSamples(sample(payload.stack("idle"), 3))
                        .addSamples(sample(stack, 2).addTimestampsUnixNano(TIME + 4)));

        Samples samples = only(payload);

        assertThat(samples.values()).containsExactly(3, 3);
        SampleTimes times = Objects.requireNonNull(samples.times());
        assertThat(times.ends()).containsExactly(2, 2);
        assertThat(times.nanos()).containsExactly(TIME + 4, TIME + 5);
        assertThat(times.values()).containsExactly(2, 1);
    }

    @Test
    void leavesOutSamplesWithANegativeValueOrNone() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(
                                sample(payload.stack("bad"), 5, -1)
                                        .addTimestampsUnixNano(TIME)
                                        .addTimestampsUnixNano(TIME))
                        .addSamples(sample(payload.stack("zero"), 0))
                        .addSamples(sample(payload.stack("good"), 1).addTimestampsUnixNano(TIME)));

        assertThat(Shown.lines(payload.decodeOne().profile())).containsExactly("cpu: good 1");
        assertThat(Objects.requireNonNull(only(payload).times()).size()).isEqualTo(1);
    }

    @Test
    void decodesNothingFromSamplesThatAreAllZero() throws MalformedProfileException {
        payload.add(List.of(), payload.profile().addSamples(sample(payload.stack("zero"), 0)));

        assertThat(payload.decodeOne().profile().batch().profiles()).isEmpty();
    }

    @Test
    void refusesValuesThatAddUpToTooMuch() {
        int stack = payload.stack("main");
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(stack, Long.MAX_VALUE))
                        .addSamples(sample(stack, 1)));

        assertThatThrownBy(payload::decodeOne).hasMessageContaining("add up to more than");
    }

    @Test
    void refusesATimestampBeyondTheEndOfTime() {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(payload.stack("main")).addTimestampsUnixNano(-1)));

        assertThatThrownBy(payload::decodeOne).hasMessageContaining("18446744073709551615");
    }

    @Test
    void leavesOutProfilesThatHoldNothing() throws MalformedProfileException {
        payload.add(List.of(), payload.profile());

        assertThat(payload.decode()).isEmpty();
    }

    @Test
    void keepsSpansAndTracesOfLinks() throws MalformedProfileException {
        int link = payload.link("0102030405060708090a0b0c0d0e0f10", "1112131415161718");
        int shortIds = payload.link("0102", "11");
        int stack = payload.stack("main");
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(stack, 1).setLinkIndex(link))
                        .addSamples(sample(stack, 4).setLinkIndex(shortIds))
                        .addSamples(sample(stack, 2)));

        Samples samples = only(payload);

        assertThat(samples.values()).containsExactly(6, 1);
        assertThat(samples.spans()).containsExactly(0, 0x1817161514131211L);
        assertThat(samples.traces())
                .containsExactly(0, 0, 0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    }

    @Test
    void takesSpansFromAttributesToo() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(
                                sample(payload.stack("main"), 1)
                                        .addAttributeIndices(
                                                payload.attribute("span_id", "1112131415161718"))
                                        .addAttributeIndices(
                                                payload.attribute("profile_id", "nothing"))));

        assertThat(only(payload).spans()).containsExactly(0x1817161514131211L);
    }

    @Test
    void cutsDeepStacksOnTheLeafSide() throws MalformedProfileException {
        payload.add(List.of(), payload.profile().addSamples(sample(payload.stack("a;b;c;d"), 1)));
        DecodeLimits limits = new DecodeLimits(0, 0, 0, 2, 0);

        assertThat(Shown.lines(payload.decodeOne(limits).profile())).containsExactly("cpu: a;b 1");
    }

    @Test
    void keepsTheTailOfLongStrings() throws MalformedProfileException {
        payload.add(List.of(), payload.profile().addSamples(sample(payload.stack("abcdef"), 1)));
        DecodeLimits limits = new DecodeLimits(0, 0, 0, 0, 3);

        assertThat(Shown.lines(payload.decodeOne(limits).profile())).containsExactly("cpu: def 1");
    }

    @Test
    void refusesTooManySamples() {
        int stack = payload.stack("main");
        payload.add(
                List.of(),
                payload.profile().addSamples(sample(stack, 1)).addSamples(sample(stack, 1)));
        DecodeLimits limits = new DecodeLimits(0, 1, 0, 0, 0);

        assertThatThrownBy(() -> payload.decodeOne(limits)).satisfies(is(Reason.SAMPLES_LIMIT));
    }

    @Test
    void refusesTooManyAttributesOfASample() {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(
                                sample(payload.stack("main"), 1)
                                        .addAttributeIndices(payload.attribute("a", "1"))
                                        .addAttributeIndices(payload.attribute("b", "2"))));
        DecodeLimits limits = new DecodeLimits(0, 0, 1, 0, 0);

        assertThatThrownBy(() -> payload.decodeOne(limits))
                .satisfies(is(Reason.SAMPLE_LABELS_LIMIT));
    }

    @Test
    void countsWhatAProfileRefersToAsItsSize() throws MalformedProfileException {
        String name = "n".repeat(500);
        payload.add(List.of(), payload.profile().addSamples(sample(payload.stack(name), 1)));
        DecodeLimits limits = new DecodeLimits(500, 0, 0, 0, 0);

        assertThatThrownBy(() -> payload.decodeOne(limits))
                .satisfies(is(Reason.PROFILE_SIZE_LIMIT));
        assertThat(payload.decodeOne().profile().uncompressedBytes()).isBetween(500L, 550L);
    }

    @Test
    void decodesAPprofWhereThereAreNoSamples() throws MalformedProfileException {
        byte[] pprof = new PprofPayload().type("alloc_space", "bytes").sample("main", 7).bytes();
        payload.add(
                List.of(),
                payload.profile()
                        .setOriginalPayloadFormat("pprof")
                        .setOriginalPayload(ByteString.copyFrom(pprof)));

        OtlpDecoder.Decoded decoded = payload.decodeOne();

        assertThat(decoded.name()).isEqualTo("memory");
        assertThat(Shown.totals(decoded.profile())).containsEntry("alloc_space", 7L);
    }

    @Test
    void decodesARecordingWhereThereAreNoSamples() throws MalformedProfileException {
        byte[] jfr =
                JfrChunk.executionSamples()
                        .type("profiler.LiveObject", "stackTrace:jdk.types.StackTrace*")
                        .sample("a.b")
                        .event("profiler.LiveObject", 1)
                        .bytes();
        payload.add(
                List.of(),
                payload.profile()
                        .setPeriodType(payload.type("cpu", "nanoseconds"))
                        .setPeriod(20_000_000)
                        .setOriginalPayloadFormat("jfr")
                        .setOriginalPayload(ByteString.copyFrom(jfr)));

        OtlpDecoder.Decoded decoded = payload.decodeOne();

        assertThat(Shown.totals(decoded.profile()))
                .containsEntry("cpu", 20_000_000L)
                .containsEntry("live", 1L);
        assertThat(decoded.profile().batch().profiles())
                .extracting(profile -> profile.labels().get(Labels.NAME))
                .containsExactly("process_cpu", "memory");
        byte[] request = payload.bytes();
        Labels series =
                OtlpRequest.read(request, 0, request.length)
                        .profiles()
                        .getFirst()
                        .labels(decoded.name());
        assertThat(series.get(Labels.NAME)).isNull();
        assertThat(series.get(Labels.SERVICE_NAME)).isEqualTo("unknown_service");
    }

    @Test
    void prefersSamplesToTheOriginalPayload() throws MalformedProfileException {
        payload.add(
                List.of(),
                payload.profile()
                        .addSamples(sample(payload.stack("main"), 1))
                        .setOriginalPayloadFormat("jfr")
                        .setOriginalPayload(ByteString.copyFromUtf8("anything")));

        assertThat(Shown.lines(payload.decodeOne().profile())).containsExactly("cpu: main 1");
    }

    @Test
    void refusesAnOriginalPayloadThatItCannotRead() {
        payload.add(
                List.of(),
                payload.profile()
                        .setOriginalPayloadFormat("linux_perf")
                        .setOriginalPayload(ByteString.copyFromUtf8("anything")));

        assertThatThrownBy(payload::decodeOne).hasMessageContaining("linux_perf");
    }

    private static Consumer<Throwable> is(Reason reason) {
        return failure ->
                assertThat(failure)
                        .isInstanceOfSatisfying(
                                MalformedProfileException.class,
                                e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static Samples only(OtlpPayload payload) throws MalformedProfileException {
        List<Profile> profiles = payload.decodeOne().profile().batch().profiles();
        assertThat(profiles).hasSize(1);
        return profiles.getFirst().samples();
    }
}
