// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import dev.hearth.model.Samples;
import dev.hearth.model.Symbols;
import dev.hearth.proto.google.v1.Label;
import dev.hearth.proto.google.v1.Line;
import dev.hearth.proto.google.v1.Sample;
import org.junit.jupiter.api.Test;

/// What is made equal, left out and split off.
final class PprofNormalTest {

    @Test
    void addsUpEqualStacks() throws MalformedProfileException {
        assertThat(
                        Shown.lines(
                                Shown.decode(
                                        PprofPayload.cpu()
                                                .sample("main;run", 1)
                                                .sample("main", 2)
                                                .sample("main;run", 4))))
                .containsExactlyInAnyOrder("cpu: main;run 5", "cpu: main 2");
    }

    @Test
    void leavesOutSamplesWithANegativeValueOrOnlyZeros() throws MalformedProfileException {
        DecodedProfile decoded =
                Shown.decode(
                        PprofPayload.cpu()
                                .type("samples", "count")
                                .sample("main;kept", 1, 0)
                                .sample("main;negative", 5, -1)
                                .sample("main;zero", 0, 0));

        assertThat(Shown.lines(decoded)).containsExactly("cpu: main;kept 1");
        assertThat(decoded.sampleTypes()).hasSize(2);
        assertThat(decoded.batch().symbols().functionCount()).isEqualTo(2);
    }

    @Test
    void makesNoProfileWithoutAPositiveValue() throws MalformedProfileException {
        DecodedProfile decoded = Shown.decode(PprofPayload.cpu().sample("main", 0));

        assertThat(decoded.batch().profiles()).isEmpty();
    }

    @Test
    void keepsNothingThatNoSampleRefersTo() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().sample("main", 1);
        payload.location("unused");
        payload.string("unused too");

        Symbols symbols = Shown.decode(payload).batch().symbols();

        assertThat(symbols.functionCount()).isEqualTo(1);
        assertThat(symbols.locationCount()).isEqualTo(1);
        for (int i = 0; i < symbols.strings().size(); i++) {
            assertThat(symbols.strings().get(i)).doesNotContain("unused");
        }
    }

    @Test
    void setsAddressesToZeroWhereTheClientSymbolized() throws MalformedProfileException {
        Symbols symbols = Shown.decode(PprofPayload.cpu().sample("main", 1)).batch().symbols();

        assertThat(symbols.locationAddress(0)).isZero();
        assertThat(symbols.mappingStart(0)).isZero();
        assertThat(symbols.mappingLimit(0)).isZero();
        assertThat(symbols.strings().get(symbols.mappingFilename(0))).isEqualTo("/bin/app");
    }

    @Test
    void keepsAddressesWhereItDidNot() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().sample("main", 1);
        payload.profile.getMappingBuilder(0).setHasFunctions(false);

        Symbols symbols = Shown.decode(payload).batch().symbols();

        assertThat(symbols.locationAddress(0)).isEqualTo(0x1001);
        assertThat(symbols.mappingStart(0)).isEqualTo(0x1000);
        assertThat(symbols.mappingLimit(0)).isEqualTo(0x9000);
    }

    @Test
    void givesAStubToLocationsWithoutMapping() throws MalformedProfileException {
        PprofPayload none = PprofPayload.cpu().sample("main", 1);
        none.profile.getLocationBuilder(0).setMappingId(0);
        PprofPayload missing = PprofPayload.cpu().sample("main", 1);
        missing.profile.getLocationBuilder(0).setMappingId(77);

        assertThat(Shown.decode(none).batch().symbols().locationMapping(0)).isZero();
        assertThat(Shown.decode(none).batch().symbols().mappingFlags(0)).isZero();
        assertThat(Shown.decode(missing).batch().symbols().locationMapping(0)).isZero();
    }

    @Test
    void leavesOutReferencesToNothingButCountsTheSample() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().sample("main;run", 3);
        payload.profile
                .getLocationBuilder(0)
                .addLine(Line.newBuilder().setFunctionId(55).setLine(1));
        payload.profile.getSampleBuilder(0).addLocationId(1234).addLocationId(0);

        assertThat(Shown.lines(Shown.decode(payload))).containsExactly("cpu: main;run 3");
    }

    @Test
    void readsIdsThatAreNotDense() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().sample("main;run", 3);
        payload.profile.getLocationBuilder(0).setId(-5).getLineBuilder(0).setFunctionId(1L << 60);
        payload.profile.getFunctionBuilder(0).setId(1L << 60);
        Sample sample = payload.profile.getSample(0);
        payload.profile.setSample(
                0, sample.toBuilder().setLocationId(sample.getLocationId(0) == 1 ? 0 : 1, -5));

        assertThat(Shown.lines(Shown.decode(payload)).getFirst()).contains("main").contains("run");
    }

    @Test
    void keepsInlinedCallsInOrder() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().sample("main;outer", 3);
        long inner = payload.location("inner");
        payload.profile.getLocationBuilder(1).clearLine();
        payload.profile.getLocationBuilder(0).clearLine();
        long outer = payload.location("outer");
        long main = payload.location("main");
        payload.profile
                .getLocationBuilder((int) outer - 1)
                .addLine(Line.newBuilder().setFunctionId(inner))
                .addLine(Line.newBuilder().setFunctionId(outer));
        payload.profile
                .getLocationBuilder((int) main - 1)
                .addLine(Line.newBuilder().setFunctionId(main));

        assertThat(Shown.lines(Shown.decode(payload))).containsExactly("cpu: main;outer;inner 3");
    }

    @Test
    void splitsByLabels() throws MalformedProfileException {
        DecodedProfile decoded =
                Shown.decode(
                        PprofPayload.cpu()
                                .type("samples", "count")
                                .labelled("main", "job=a", 10, 1)
                                .labelled("main", "job=b,zone=x", 20, 0)
                                .labelled("main", "zone=x,job=b", 40, 2)
                                .sample("main", 80, 3));

        assertThat(Shown.lines(decoded))
                .containsExactlyInAnyOrder(
                        "cpu: main 80",
                        "cpu job=a: main 10",
                        "cpu job=b zone=x: main 60",
                        "samples: main 3",
                        "samples job=a: main 1",
                        "samples job=b zone=x: main 2");
    }

    @Test
    void unitesSetsThatDifferInStringIndexesAlone() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().labelled("main", "job=a", 10);
        payload.profile.addStringTable("a");
        Sample twin =
                payload.profile.getSample(0).toBuilder()
                        .setLabel(
                                0,
                                Label.newBuilder()
                                        .setKey(payload.string("job"))
                                        .setStr(payload.profile.getStringTableCount() - 1))
                        .build();
        payload.profile.addSample(twin);

        assertThat(Shown.lines(Shown.decode(payload))).containsExactly("cpu job=a: main 20");
    }

    @Test
    void leavesOutNumericReservedAndNamelessLabels() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().labelled("main", "__name__=x,=y", 10);
        payload.profile
                .getSampleBuilder(0)
                .addLabel(Label.newBuilder().setKey(payload.string("bytes")).setNum(512));

        assertThat(Shown.lines(Shown.decode(payload))).containsExactly("cpu: main 10");
    }

    @Test
    void takesTheLastOfALabelGivenTwice() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().labelled("main", "job=a,job=b", 10);

        assertThat(Shown.lines(Shown.decode(payload))).containsExactly("cpu job=b: main 10");
    }

    @Test
    void keepsSpanAndTraceWithTheSample() throws MalformedProfileException {
        DecodedProfile decoded =
                Shown.decode(
                        PprofPayload.cpu()
                                .labelled("main", "span_id=0102030405060708", 1)
                                .labelled("main", "profile_id=0102030405060708", 2)
                                .labelled("main", "trace_id=000000000000000a000000000000000b", 4)
                                .labelled("main", "span_id=xyz,trace_id=1", 8)
                                .sample("other", 16));

        Samples samples = decoded.batch().profiles().getFirst().samples();
        assertThat(decoded.batch().profiles()).hasSize(1);
        assertThat(samples.values()).containsExactly(8, 4, 3, 16);
        assertThat(samples.spans()).containsExactly(0, 0, 0x0807060504030201L, 0);
        assertThat(samples.traces()).containsExactly(0, 0, 0xa, 0xb, 0, 0, 0, 0);
    }

    @Test
    void hasNoSpanColumnsWithoutSpans() throws MalformedProfileException {
        Samples samples =
                Shown.decode(PprofPayload.cpu().sample("main", 1))
                        .batch()
                        .profiles()
                        .getFirst()
                        .samples();

        assertThat(samples.spans()).isNull();
        assertThat(samples.traces()).isNull();
    }
}
