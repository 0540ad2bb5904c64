// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.MalformedProfileException.Reason;
import dev.hearth.formats.SampleType;
import dev.hearth.formats.Shown;
import dev.hearth.model.Profile;
import dev.hearth.proto.google.v1.Label;
import dev.hearth.proto.google.v1.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The wire and the limits.
final class PprofDecoderTest {

    private final PprofDecoder decoder = new PprofDecoder(Shown.LIMITS);

    private DecodedProfile decode(byte[] bytes) throws MalformedProfileException {
        return decoder.decode(bytes, 0, bytes.length, PprofOptions.NONE);
    }

    private static void assertRefused(PprofPayload payload, Reason reason, String message) {
        assertThatThrownBy(() -> Shown.decode(payload))
                .isInstanceOf(MalformedProfileException.class)
                .hasMessageContaining(message)
                .extracting(e -> ((MalformedProfileException) e).reason())
                .isEqualTo(reason);
    }

    private static DecodedProfile decode(PprofPayload payload, DecodeLimits limits)
            throws MalformedProfileException {
        byte[] bytes = payload.bytes();
        return new PprofDecoder(limits).decode(bytes, 0, bytes.length, PprofOptions.NONE);
    }

    @Test
    void readsTypesTimesAndPeriod() throws MalformedProfileException {
        DecodedProfile decoded = Shown.decode(PprofPayload.cpu().sample("main;run", 5));

        Profile profile = decoded.batch().profiles().getFirst();
        assertThat(decoded.sampleTypes()).containsExactly(new SampleType("cpu", "nanoseconds"));
        assertThat(profile.timeNanos()).isEqualTo(1_700_000_000_000_000_000L);
        assertThat(profile.durationNanos()).isEqualTo(10_000_000_000L);
        assertThat(profile.period()).isEqualTo(10_000_000);
        assertThat(profile.labels())
                .hasToString(
                        "{__period_type__=\"cpu\", __period_unit__=\"nanoseconds\", __type__=\"cpu\", __unit__=\"nanoseconds\"}");
        assertThat(Shown.lines(decoded)).containsExactly("cpu: main;run 5");
    }

    @Test
    void readsAPartOfAnArray() throws MalformedProfileException {
        byte[] bytes = PprofPayload.cpu().sample("main;run", 5).bytes();
        byte[] within = new byte[bytes.length + 20];
        Arrays.fill(within, (byte) 0xff);
        System.arraycopy(bytes, 0, within, 7, bytes.length);

        DecodedProfile decoded = decoder.decode(within, 7, bytes.length, PprofOptions.NONE);

        assertThat(Shown.lines(decoded)).containsExactly("cpu: main;run 5");
        assertThat(decoded.uncompressedBytes()).isEqualTo(bytes.length);
    }

    @Test
    void readsGzipByItsMagicWhateverTheMembers() throws MalformedProfileException, IOException {
        byte[] bytes = PprofPayload.cpu().sample("main;run", 5).bytes();
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(PprofPayload.gzip(Arrays.copyOfRange(bytes, 0, 10)));
        members.write(PprofPayload.gzip(Arrays.copyOfRange(bytes, 10, bytes.length)));

        assertThat(Shown.lines(decode(PprofPayload.gzip(bytes))))
                .containsExactly("cpu: main;run 5");
        assertThat(Shown.lines(decode(members.toByteArray()))).containsExactly("cpu: main;run 5");
        assertThat(decode(members.toByteArray()).uncompressedBytes()).isEqualTo(bytes.length);
    }

    @Test
    void goesOnAfterARefusal() throws MalformedProfileException {
        byte[] bytes = PprofPayload.cpu().sample("main;run", 5).bytes();
        assertThatThrownBy(() -> decode(Arrays.copyOf(bytes, bytes.length - 3)))
                .isInstanceOf(MalformedProfileException.class);

        assertThat(Shown.lines(decode(bytes))).containsExactly("cpu: main;run 5");
    }

    @Test
    void readsNumbersPackedOrNot() throws MalformedProfileException, IOException {
        PprofPayload payload = PprofPayload.cpu().type("samples", "count");
        payload.location("main");
        payload.location("run");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(payload.bytes());
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        // Locations run, main and values 7, 1, each a field of its own.
        out.writeByteArray(2, new byte[] {0x08, 2, 0x08, 1, 0x10, 7, 0x10, 1});
        out.flush();

        assertThat(Shown.lines(decode(bytes.toByteArray())))
                .containsExactly("cpu: main;run 7", "samples: main;run 1");
    }

    @Test
    void passesOverUnknownFieldsAndTakesTheLastOfASingleOne()
            throws MalformedProfileException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(PprofPayload.cpu().sample("main;run", 5).bytes());
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeInt64(99, 1);
        out.writeFixed64(98, 1);
        out.writeFixed32(97, 1);
        out.writeString(96, "x");
        out.writeTag(95, 3);
        out.writeInt64(1, 1);
        out.writeTag(95, 4);
        out.writeInt64(12, 42);
        out.flush();

        DecodedProfile decoded = decode(bytes.toByteArray());

        assertThat(decoded.batch().profiles().getFirst().period()).isEqualTo(42);
    }

    @Test
    void refusesAnEmptyPayload() {
        assertRefused(new PprofPayload(), Reason.MALFORMED_PROFILE, "empty profile");
        assertThatThrownBy(() -> decode(new byte[0])).hasMessageContaining("empty profile");
    }

    @Test
    void refusesWhatEndsTooEarly() {
        byte[] bytes = PprofPayload.cpu().sample("main;run", 5).bytes();
        byte[] packed = PprofPayload.gzip(bytes);

        for (int length = 1; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThatThrownBy(() -> decode(cut)).isInstanceOf(MalformedProfileException.class);
        }
    }

    @Test
    void refusesGzipWithAWrongChecksum() {
        byte[] packed = PprofPayload.gzip(PprofPayload.cpu().sample("main;run", 5).bytes());
        packed[packed.length - 6] ^= 1;

        assertThatThrownBy(() -> decode(packed)).hasMessageContaining("checksum");
    }

    @Test
    void stopsAGzipBombAtTheLimit() {
        byte[] bomb = PprofPayload.gzip(new byte[64 << 20]);

        assertThatThrownBy(() -> decode(bomb))
                .hasMessageContaining("-validation.max-profile-size-bytes")
                .extracting(e -> ((MalformedProfileException) e).reason())
                .isEqualTo(Reason.PROFILE_SIZE_LIMIT);
    }

    @Test
    void refusesAPlainProfileOverTheLimitOfBytes() {
        assertThatThrownBy(() ->
                        decode(
                                PprofPayload.cpu().sample("main;run", 5),
                                new DecodeLimits(20, 0, 0, 0, 0)))
                .extracting(e -> ((MalformedProfileException) e).reason())
                .isEqualTo(Reason.PROFILE_SIZE_LIMIT);
    }

    @Test
    void refusesMoreSamplesThanTheLimit() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().sample("a", 1).sample("b", 1).sample("c", 1);

        assertThat(Shown.lines(decode(payload, new DecodeLimits(0, 3, 0, 0, 0)))).hasSize(3);
        assertThatThrownBy(() -> decode(payload, new DecodeLimits(0, 2, 0, 0, 0)))
                .extracting(e -> ((MalformedProfileException) e).reason())
                .isEqualTo(Reason.SAMPLES_LIMIT);
    }

    @Test
    void refusesMoreLabelsThanTheLimit() {
        PprofPayload payload = PprofPayload.cpu().labelled("a", "x=1,y=2,z=3", 1);

        assertThatThrownBy(() -> decode(payload, new DecodeLimits(0, 0, 2, 0, 0)))
                .extracting(e -> ((MalformedProfileException) e).reason())
                .isEqualTo(Reason.SAMPLE_LABELS_LIMIT);
    }

    @Test
    void cutsADeepStackAtTheLeaf() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().sample("root;middle;deep;leaf", 1);

        assertThat(Shown.lines(decode(payload, new DecodeLimits(0, 0, 0, 2, 0))))
                .containsExactly("cpu: root;middle 1");
    }

    @Test
    void keepsTheTailOfALongString() throws MalformedProfileException {
        PprofPayload payload = PprofPayload.cpu().sample("0123456789;aébcd", 1);

        assertThat(Shown.lines(decode(payload, new DecodeLimits(0, 0, 0, 0, 4))))
                .containsExactly("cpu: 6789;bcd 1");
    }

    @Test
    void refusesBadIds() {
        PprofPayload location = PprofPayload.cpu().sample("main", 1);
        location.profile.getLocationBuilder(0).setId(0);
        PprofPayload function = PprofPayload.cpu().sample("main;run", 1);
        function.profile.getFunctionBuilder(0).setId(0);

        assertRefused(location, Reason.MALFORMED_PROFILE, "location 0 has id 0");
        assertRefused(function, Reason.MALFORMED_PROFILE, "1 of 2 functions have id 0");
    }

    @Test
    void refusesStringIndexesOutOfRange() {
        PprofPayload high = PprofPayload.cpu().sample("main", 1);
        high.profile.getFunctionBuilder(0).setName(99);
        PprofPayload negative = PprofPayload.cpu().sample("main", 1);
        negative.profile.getSampleTypeBuilder(0).setUnit(-1);
        PprofPayload label = PprofPayload.cpu().sample("main", 1);
        label.profile.getSampleBuilder(0).addLabel(Label.newBuilder().setKey(77));

        assertRefused(high, Reason.MALFORMED_PROFILE, "function 0 names a string out of range");
        assertRefused(negative, Reason.MALFORMED_PROFILE, "sample type 0 names a string");
        assertRefused(label, Reason.MALFORMED_PROFILE, "label 0 names a string out of range");
    }

    @Test
    void refusesAWrongNumberOfValues() {
        assertRefused(
                PprofPayload.cpu().sample("main", 1, 2),
                Reason.MALFORMED_PROFILE,
                "sample 0 has 2 values (expected 1, one for each sample type)");
    }

    @Test
    void refusesSampleTypesWithADash() {
        assertRefused(
                new PprofPayload().type("alloc-size", "bytes").sample("main", 1),
                Reason.MALFORMED_PROFILE,
                "\"alloc-size\"");
    }

    @Test
    void refusesStringsThatAreNotUtf8() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(PprofPayload.cpu().sample("main", 1).bytes());
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(6, new byte[] {'a', (byte) 0xc0, (byte) 0x80});
        out.flush();

        assertThatThrownBy(() -> decode(bytes.toByteArray())).hasMessageContaining("UTF-8");
    }

    @Test
    void refusesAFirstStringThatIsNotEmpty() {
        PprofPayload payload = PprofPayload.cpu().sample("main", 1);
        payload.profile.setStringTable(0, "x");

        assertRefused(payload, Reason.MALFORMED_PROFILE, "string 0 is not empty");
    }

    @Test
    void refusesTotalsThatNoNumberHolds() {
        assertRefused(
                PprofPayload.cpu().sample("a", Long.MAX_VALUE).sample("b", 1),
                Reason.MALFORMED_PROFILE,
                "add up to more than");
    }

    @Test
    void refusesLabelSetsThatWouldGrowWithoutEnd() {
        PprofPayload payload = new PprofPayload();
        for (int type = 0; type < 2000; type++) {
            payload.type("t", "u");
        }
        long[] values = new long[2000];
        Arrays.fill(values, 1);
        Sample.Builder sample = Sample.newBuilder();
        for (long value : values) {
            sample.addValue(value);
        }
        for (int label = 0; label < 100; label++) {
            sample.addLabel(
                    Label.newBuilder()
                            .setKey(payload.string("k" + label))
                            .setStr(payload.string("v")));
        }
        for (int i = 0; i < 50; i++) {
            payload.profile.addSample(
                    sample.clone()
                            .addLabel(
                                    Label.newBuilder()
                                            .setKey(payload.string("k0"))
                                            .setStr(payload.string("v" + i))));
        }

        assertThatThrownBy(() -> decode(payload, new DecodeLimits(0, 0, 0, 0, 0)))
                .hasMessageContaining("far more memory than its size");
    }
}
