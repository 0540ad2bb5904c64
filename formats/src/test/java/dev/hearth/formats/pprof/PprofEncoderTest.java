// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import dev.hearth.model.ProfileType;
import dev.hearth.proto.google.v1.Line;
import dev.hearth.proto.google.v1.Location;
import dev.hearth.proto.google.v1.Profile;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PprofEncoderTest {

    private static final ProfileType CPU =
            ProfileType.parse("process_cpu:cpu:nanoseconds:cpu:nanoseconds");

    private static byte[] encode(DecodedProfile decoded, long[] sums) {
        return PprofEncoder.encode(
                decoded.batch().symbols(), decoded.batch().stacks(), sums, CPU, 7, 8, 9);
    }

    private static PprofPayload unsymbolized() {
        PprofPayload payload = PprofPayload.cpu().sample("main;run", 5).sample("main", 300);
        payload.profile.getMappingBuilder(0).setHasFunctions(false).setHasInlineFrames(true);
        return payload;
    }

    @Test
    void givesBackWhatWasDecoded() throws MalformedProfileException {
        DecodedProfile decoded = Shown.decode(unsymbolized());

        byte[] bytes = encode(decoded, Shown.sums(decoded, 0));

        DecodedProfile again =
                new PprofDecoder(Shown.LIMITS).decode(bytes, 0, bytes.length, PprofOptions.NONE);
        assertThat(Shown.lines(again)).containsExactlyInAnyOrderElementsOf(Shown.lines(decoded));
        assertThat(again.batch().profiles().getFirst().labels())
                .isEqualTo(decoded.batch().profiles().getFirst().labels());
    }

    @Test
    void keepsMappingsLinesAndAddresses()
            throws MalformedProfileException, InvalidProtocolBufferException {
        PprofPayload payload = unsymbolized();
        long inlined = payload.location("inlined");
        payload.profile
                .getLocationBuilder(0)
                .addLine(Line.newBuilder().setFunctionId(inlined).setLine(42))
                .setIsFolded(true);
        DecodedProfile decoded = Shown.decode(payload);

        Profile profile = Profile.parseFrom(encode(decoded, Shown.sums(decoded, 0)));

        assertThat(profile.getMapping(0).getMemoryStart()).isEqualTo(0x1000);
        assertThat(profile.getMapping(0).getMemoryLimit()).isEqualTo(0x9000);
        assertThat(profile.getMapping(0).getHasInlineFrames()).isTrue();
        assertThat(profile.getMapping(0).getHasFunctions()).isFalse();
        assertThat(profile.getStringTable((int) profile.getMapping(0).getFilename()))
                .isEqualTo("/bin/app");
        Location folded =
                profile.getLocationList().stream()
                        .filter(Location::getIsFolded)
                        .findFirst()
                        .orElseThrow();
        assertThat(folded.getAddress()).isBetween(0x1001L, 0x1002L);
        assertThat(folded.getLineList()).extracting(Line::getLine).contains(42L).hasSize(2);
        assertThat(profile.getTimeNanos()).isEqualTo(7);
        assertThat(profile.getDurationNanos()).isEqualTo(8);
        assertThat(profile.getPeriod()).isEqualTo(9);
    }

    @Test
    void holdsOnlyWhatIsReferredToWithIdsFromOne()
            throws MalformedProfileException, InvalidProtocolBufferException {
        DecodedProfile decoded =
                Shown.decode(PprofPayload.cpu().sample("main;run", 5).sample("other", 6));
        long[] sums = Shown.sums(decoded, 0);
        for (int stack = 0; stack < sums.length; stack++) {
            sums[stack] = sums[stack] == 6 ? 0 : sums[stack];
        }

        Profile profile = Profile.parseFrom(encode(decoded, sums));

        assertThat(profile.getSampleCount()).isEqualTo(1);
        assertThat(profile.getSample(0).getLocationIdList()).containsExactly(1L, 2L);
        assertThat(profile.getFunctionList()).extracting(f -> f.getId()).containsExactly(1L, 2L);
        assertThat(profile.getStringTableList()).startsWith("").doesNotContain("other");
    }

    @Test
    void isEmptyWithoutAPositiveSum() throws MalformedProfileException {
        DecodedProfile decoded = Shown.decode(unsymbolized());

        assertThat(encode(decoded, new long[1])).isEmpty();
    }

    @Test
    void mergesSourcesThatNumberThingsDifferently() throws MalformedProfileException {
        DecodedProfile one = Shown.decode(PprofPayload.cpu().sample("main;run", 5));
        DecodedProfile two =
                Shown.decode(
                        PprofPayload.cpu().sample("x", 1).sample("main", 2).sample("main;run", 4));
        // The same lines in both: the location's line number is its id in the payload.
        PprofPayload ordered = PprofPayload.cpu();
        ordered.location("run");
        ordered.location("main");
        DecodedProfile three = Shown.decode(ordered.sample("x;y", 8).sample("main;run", 16));
        PprofMerger merger = new PprofMerger();
        for (DecodedProfile source : new DecodedProfile[] {one, two, three, one}) {
            merger.add(source.batch().symbols(), source.batch().stacks(), Shown.sums(source, 0));
        }

        byte[] bytes = merger.encode(CPU, 1, 2, 3, Long.MAX_VALUE);

        DecodedProfile merged =
                new PprofDecoder(Shown.LIMITS).decode(bytes, 0, bytes.length, PprofOptions.NONE);
        assertThat(Shown.totals(merged)).containsEntry("cpu", 5L + 7 + 24 + 5);
        assertThat(Shown.lines(merged)).contains("cpu: x 1", "cpu: x;y 8", "cpu: main;run 26");
    }

    @Test
    void smallStacksAreCutAndWhatTheyHadIsOther() throws MalformedProfileException {
        PprofPayload payload =
                PprofPayload.cpu()
                        .sample("main;run;deep;deeper", 5)
                        .sample("main;run", 50)
                        .sample("main;idle", 7)
                        .sample("main;gc;mark", 3)
                        .sample("start", 1);

        assertThat(merged(payload, 3))
                .containsExactlyInAnyOrder(
                        "cpu: main;run 50",
                        "cpu: main;run;other 5",
                        "cpu: main;idle 7",
                        "cpu: main;other 3",
                        "cpu: other 1");
        assertThat(merged(payload, 8)).containsExactlyInAnyOrderElementsOf(merged(payload, 100));
        assertThat(merged(payload, 1))
                .containsExactlyInAnyOrder("cpu: main;other 65", "cpu: other 1");
    }

    private static List<String> merged(PprofPayload payload, long maxNodes)
            throws MalformedProfileException {
        DecodedProfile decoded = Shown.decode(payload);
        PprofMerger merger = new PprofMerger();
        merger.add(decoded.batch().symbols(), decoded.batch().stacks(), Shown.sums(decoded, 0));
        byte[] bytes = merger.encode(CPU, 1, 2, 3, maxNodes);
        return Shown.lines(
                new PprofDecoder(Shown.LIMITS).decode(bytes, 0, bytes.length, PprofOptions.NONE));
    }
}
