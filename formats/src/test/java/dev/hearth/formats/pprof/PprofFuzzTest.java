// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.Fuzzer;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import dev.hearth.proto.google.v1.Profile;
import dev.hearth.testing.Seeded;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The decoder against protobuf-java and [NaivePprof], on payloads that were damaged.
@ExtendWith(Seeded.class)
final class PprofFuzzTest {

    private final PprofDecoder decoder = new PprofDecoder(Shown.LIMITS);

    @Test
    void agreesWithANaiveDecoderOnDamagedProfiles(RandomGenerator random) {
        Fuzzer fuzzer = new Fuzzer("pprof-naive", 0, Long.MAX_VALUE, this::compare);

        int accepted = fuzzer.run(random, List.of(payload(random).bytes()));

        assertThat(accepted).isPositive();
    }

    @Test
    void keepsItsPromisesOnDamagedProfiles(RandomGenerator random) {
        Fuzzer fuzzer =
                new Fuzzer(
                        "pprof",
                        PprofDecoder.BYTES_PER_BYTE,
                        PprofDecoder.BYTES_ALWAYS,
                        bytes -> decoder.decode(bytes, 0, bytes.length, goOptions(bytes)));

        fuzzer.run(random, List.of(payload(random).bytes(), deep(random).bytes()));
    }

    @Test
    void keepsItsPromisesOnDamagedGzip(RandomGenerator random) {
        byte[] payload = PprofPayload.gzip(payload(random).bytes());
        Fuzzer fuzzer =
                new Fuzzer(
                        "pprof-gzip",
                        16L * PprofDecoder.BYTES_PER_BYTE,
                        PprofDecoder.BYTES_ALWAYS,
                        bytes -> decoder.decode(bytes, 0, bytes.length, PprofOptions.NONE));

        fuzzer.run(random, List.of(payload));
    }

    @Test
    void takesTimeInProportion() {
        PprofDecoder unlimited = new PprofDecoder(new DecodeLimits(0, 0, 0, 0, 0));
        PprofOptions go = PprofOptions.ingest("gospy", null, null);
        Fuzzer fuzzer =
                new Fuzzer(
                        "pprof-large",
                        PprofDecoder.BYTES_PER_BYTE,
                        PprofDecoder.BYTES_ALWAYS,
                        bytes -> unlimited.decode(bytes, 0, bytes.length, go));

        fuzzer.assertLinear(size -> samples(size, i -> "main;f" + i), 300);
        fuzzer.assertLinear(size -> samples(1, i -> "f" + ";g".repeat(size)), 3000);
        fuzzer.assertLinear(size -> samples(size, i -> "a[go.shape.int]".repeat(i % 50)), 100);
        fuzzer.assertLinear(size -> samples(1, i -> "[go.shape.".repeat(size)), 100);
        fuzzer.assertLinear(
                size ->
                        samples(
                                size / 8,
                                i -> "main" + ";r".repeat(i % 2) + chain(8 * (i / 2) % 97, 64)),
                400);
        fuzzer.assertLinear(PprofFuzzTest::labelled, 300);
    }

    private static byte[] samples(int count, IntFunction<String> stack) {
        PprofPayload payload = PprofPayload.cpu();
        for (int i = 0; i < count; i++) {
            payload.sample(stack.apply(i), i + 1);
        }
        return payload.bytes();
    }

    private static byte[] labelled(int count) {
        PprofPayload payload = PprofPayload.cpu();
        for (int i = 0; i < count; i++) {
            payload.labelled("main", "id=%d,span_id=%016x".formatted(i, i), 1);
        }
        return payload.bytes();
    }

    private static String chain(int from, int length) {
        StringBuilder stack = new StringBuilder();
        for (int i = from; i < from + length; i++) {
            stack.append(";c").append(i % 97);
        }
        return stack.toString();
    }

    /// What clients say about themselves, by the input itself so that it can be repeated.
    private static PprofOptions goOptions(byte[] bytes) {
        return switch (bytes.length % 3) {
            case 0 -> PprofOptions.ingest("gospy", null, null);
            case 1 -> PprofOptions.ingest("rbspy", null, null);
            default -> PprofOptions.NONE;
        };
    }

    /// Fails if the two differ in what they accept or in what comes out.
    private void compare(byte[] bytes) throws MalformedProfileException {
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
            Shown.assertOrdered(decoded);
        } catch (MalformedProfileException e) {
            // Some numbers of eleven bytes and more protobuf-java takes for one of nine.
            if (!e.getMessage().contains("is longer than 10 bytes")) {
                assertThat(naive.isValid()).as(e.getMessage()).isFalse();
            }
            throw e;
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

    /// Stacks so deep that Go's are repaired.
    private static PprofPayload deep(RandomGenerator random) {
        PprofPayload payload = PprofPayload.cpu();
        for (int i = 0; i < 6; i++) {
            StringBuilder stack = new StringBuilder("main");
            for (int depth = 1; depth < 64; depth++) {
                stack.append(";f").append(depth + 8 * (i / 2) + random.nextInt(2) * 100);
            }
            payload.sample(stack.toString(), i + 1);
        }
        return payload;
    }
}
