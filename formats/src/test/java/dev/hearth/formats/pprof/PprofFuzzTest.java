// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import dev.hearth.formats.text.TextDecoder;
import dev.hearth.formats.text.TextFormat;
import dev.hearth.formats.text.TextProfileType;
import dev.hearth.model.Samples;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.testing.Seeded;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/// The decoder against protobuf-java and [NaivePprof], on payloads that were damaged.
@ExtendWith(Seeded.class)
final class PprofFuzzTest {

    private static final int MUTATIONS = 3000;

    private final PprofDecoder decoder = new PprofDecoder(Shown.LIMITS);

    @RepeatedTest(4)
    void agreesWithANaiveDecoderOnDamagedProfiles(RandomGenerator random) {
        byte[] payload = payload(random).bytes();
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = mutate(payload, random);
            accepted += check(mutant) ? 1 : 0;
        }
        assertThat(check(payload)).isTrue();
        assertThat(accepted).isBetween(MUTATIONS / 100, MUTATIONS);
    }

    @RepeatedTest(2)
    void refusesDamagedGzipCleanly(RandomGenerator random) {
        byte[] payload = PprofPayload.gzip(payload(random).bytes());
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = mutate(payload, random);
            try {
                decoder.decode(mutant, 0, mutant.length, PprofOptions.NONE);
            } catch (MalformedProfileException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @RepeatedTest(2)
    void refusesDamagedTextCleanly(RandomGenerator random) {
        byte[] tree = {0, 0, 2, 1, 'a', 5, 1, 1, 'b', 7, 0, 2, 'c', 'd', 9, 0};
        TextDecoder texts = new TextDecoder(Shown.LIMITS);
        TextProfileType type = new TextProfileType("process_cpu", "cpu", "nanoseconds", true);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = mutate(tree, random);
            for (TextFormat format : TextFormat.values()) {
                try {
                    ordered(texts.decode(format, mutant, type, 100));
                } catch (MalformedProfileException e) {
                    assertThat(e.getMessage()).isNotEmpty();
                }
            }
        }
    }

    /// Whether both accept the bytes; fails if they differ.
    private boolean check(byte[] bytes) {
        NaivePprof naive;
        try {
            naive = NaivePprof.of(Profile.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            naive = NaivePprof.INVALID;
        }
        try {
            DecodedProfile decoded = decoder.decode(bytes, 0, bytes.length, PprofOptions.NONE);
            assertThat(naive.isValid()).as("the naive decoder refuses it").isTrue();
            assertThat(Shown.totals(decoded)).isEqualTo(naive.totals());
            ordered(decoded);
            return true;
        } catch (MalformedProfileException e) {
            assertThat(naive.isValid()).as(e.getMessage()).isFalse();
            return false;
        }
    }

    private static void ordered(DecodedProfile decoded) {
        for (dev.hearth.model.Profile profile : decoded.batch().profiles()) {
            Samples samples = profile.samples();
            assertThat(samples.size()).isPositive();
            for (int i = 0; i < samples.size(); i++) {
                assertThat(samples.values()[i]).isPositive();
                assertThat(samples.stacks()[i]).isLessThan(decoded.batch().stacks().size());
                assertThat(i == 0 || samples.stacks()[i - 1] <= samples.stacks()[i]).isTrue();
            }
        }
    }

    private static PprofPayload payload(RandomGenerator random) {
        PprofPayload payload = PprofPayload.cpu().type("samples", "count");
        for (int i = 0; i < 12; i++) {
            StringBuilder stack = new StringBuilder("main");
            for (int depth = random.nextInt(6); depth > 0; depth--) {
                stack.append(";f").append(random.nextInt(8));
            }
            long value = random.nextLong(1L << random.nextInt(1, 40));
            switch (random.nextInt(3)) {
                case 0 -> payload.labelled(stack.toString(), "job=" + i % 3, value, 1);
                case 1 ->
                        payload.labelled(
                                stack.toString(), "span_id=000000000000000" + i % 4, value, 2);
                default -> payload.sample(stack.toString(), value, random.nextInt(3));
            }
        }
        return payload;
    }

    private static byte[] mutate(byte[] bytes, RandomGenerator random) {
        byte[] mutant = bytes.clone();
        for (int edits = random.nextInt(1, 4); edits > 0; edits--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(6)) {
                case 0 -> mutant = Arrays.copyOf(mutant, Math.max(1, at));
                case 1 -> mutant[at] = (byte) random.nextInt();
                case 2 -> swap(mutant, at, random);
                default -> mutant[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return mutant;
    }

    /// Exchanges two pieces of equal length.
    private static void swap(byte[] bytes, int at, RandomGenerator random) {
        int other = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(1, 12), bytes.length - Math.max(at, other));
        byte[] piece = Arrays.copyOfRange(bytes, at, at + length);
        System.arraycopy(bytes, other, bytes, at, length);
        System.arraycopy(piece, 0, bytes, other, length);
    }
}
