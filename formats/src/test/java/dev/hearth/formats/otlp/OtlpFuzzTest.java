// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import static dev.hearth.formats.otlp.OtlpPayload.TIME;
import static dev.hearth.formats.otlp.OtlpPayload.pair;
import static dev.hearth.formats.otlp.OtlpPayload.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.Fuzzer;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import dev.hearth.model.Samples;
import dev.hearth.testing.Seeded;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The decoder against [NaiveOtlp], on requests put together at random and on damaged ones.
@ExtendWith(Seeded.class)
final class OtlpFuzzTest {

    private static final DecodeLimits UNLIMITED = new DecodeLimits(0, 0, 0, 0, 0);

    /// Profiles of a seed: each may refer to the whole dictionary.
    private static final int PROFILES = 3;

    private final OtlpDecoder decoder = new OtlpDecoder(UNLIMITED);
    private final Fuzzer fuzzer =
            new Fuzzer(
                    "otlp",
                    OtlpRequest.BYTES_PER_BYTE + (long) PROFILES * OtlpDecoder.BYTES_PER_BYTE,
                    (PROFILES + 1L) * OtlpDecoder.BYTES_ALWAYS,
                    this::decode);

    @RepeatedTest(8)
    void agreesWithANaiveDecoder(RandomGenerator random)
            throws MalformedProfileException, InvalidProtocolBufferException {
        byte[] bytes = payload(random);

        assertThat(values(bytes))
                .isEqualTo(NaiveOtlp.of(ExportProfilesServiceRequest.parseFrom(bytes)));
    }

    @Test
    void keepsItsPromisesOnDamagedRequests(RandomGenerator random) {
        int accepted = fuzzer.run(random, List.of(payload(random), payload(random)));

        assertThat(accepted).isPositive();
    }

    private void decode(byte[] bytes) throws MalformedProfileException {
        List<OtlpProfile> profiles = OtlpRequest.read(bytes, 0, bytes.length).profiles();
        List<Map<String, Long>> naive = naive(bytes, profiles);
        MalformedProfileException failure = null;
        for (OtlpProfile profile : profiles) {
            try {
                DecodedProfile decoded = decoder.decode(profile).profile();
                Shown.assertOrdered(decoded);
                for (dev.hearth.model.Profile part : decoded.batch().profiles()) {
                    assertTimes(part.samples());
                }
                boolean isWhole = profile.samples().size == 0;
                if (isWhole && !naive.isEmpty() && !profile.header.isOriginal()) {
                    assertThat(total(values(decoded)))
                            .isEqualTo(total(naive.get(profile.number())));
                }
            } catch (MalformedProfileException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// Nothing where the official classes refuse the bytes, or know another order of fields.
    private static List<Map<String, Long>> naive(byte[] bytes, List<OtlpProfile> profiles) {
        if (profiles.isEmpty() || profiles.getFirst().request.layout != SampleLayout.SINCE_1_10) {
            return List.of();
        }
        try {
            return NaiveOtlp.of(ExportProfilesServiceRequest.parseFrom(bytes));
        } catch (InvalidProtocolBufferException _) {
            return List.of();
        }
    }

    private static void assertTimes(Samples samples) {
        if (samples.times() == null) {
            return;
        }
        for (int i = 0; i < samples.size(); i++) {
            long sum = 0;
            for (int seen = samples.times().start(i); seen < samples.times().end(i); seen++) {
                sum += samples.times().values()[seen];
                assertThat(samples.times().values()[seen]).isPositive();
            }
            assertThat(sum).isLessThanOrEqualTo(samples.values()[i]);
        }
    }

    private List<Map<String, Long>> values(byte[] bytes) throws MalformedProfileException {
        List<Map<String, Long>> all = new ArrayList<>();
        for (OtlpProfile profile : OtlpRequest.read(bytes, 0, bytes.length).profiles()) {
            all.add(values(decoder.decode(profile).profile()));
        }
        return all;
    }

    private static Map<String, Long> values(DecodedProfile decoded) {
        Map<String, Long> values = new TreeMap<>();
        for (dev.hearth.model.Profile profile : decoded.batch().profiles()) {
            Map<String, String> labels = new TreeMap<>();
            for (int i = 0; i < profile.labels().size(); i++) {
                if (!profile.labels().name(i).startsWith("__")) {
                    labels.put(profile.labels().name(i), profile.labels().value(i));
                }
            }
            Samples samples = profile.samples();
            for (int i = 0; i < samples.size(); i++) {
                values.merge(
                        labels + " " + Shown.stack(decoded.batch(), samples.stacks()[i]),
                        samples.values()[i],
                        Long::sum);
            }
        }
        return values;
    }

    private static long total(Map<String, Long> values) {
        return values.values().stream().mapToLong(value -> value).sum();
    }

    private static byte[] payload(RandomGenerator random) {
        OtlpPayload payload = new OtlpPayload();
        int[] stacks = new int[8];
        for (int i = 0; i < stacks.length; i++) {
            StringBuilder stack = new StringBuilder("main");
            for (int depth = random.nextInt(6); depth > 0; depth--) {
                stack.append(";f").append(random.nextInt(8));
            }
            stacks[i] = payload.stack(stack.toString());
        }
        int[] attributes = new int[6];
        for (int i = 0; i < attributes.length; i++) {
            attributes[i] = payload.attribute("k" + i % 3, "v" + random.nextInt(3));
        }
        int link = payload.link("0102030405060708090a0b0c0d0e0f10", "1112131415161718");
        for (int i = 0; i < PROFILES; i++) {
            boolean isCpu = random.nextBoolean();
            Profile.Builder profile =
                    payload.profile()
                            .setSampleType(payload.type(isCpu ? "samples" : "space", "count"))
                            .setPeriodType(payload.type("cpu", "nanoseconds"))
                            .setPeriod(random.nextInt(1, 1000));
            for (int samples = random.nextInt(1, 12); samples > 0; samples--) {
                Sample.Builder sample = sample(stacks[random.nextInt(stacks.length)]);
                measure(sample, random);
                if (random.nextBoolean()) {
                    sample.addAttributeIndices(attributes[random.nextInt(3)]);
                }
                profile.addSamples(sample.setLinkIndex(random.nextBoolean() ? link : 0));
            }
            payload.add(List.of(pair("service.name", "s" + i)), profile);
        }
        return payload.bytes();
    }

    private static void measure(Sample.Builder sample, RandomGenerator random) {
        int shape = random.nextInt(3);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            if (shape != 0) {
                sample.addTimestampsUnixNano(TIME + random.nextInt(1000));
            }
            if (shape != 1) {
                sample.addValues(random.nextLong(-1, 1L << random.nextInt(1, 40)));
            }
        }
    }

    @Test
    void takesTimeInProportion() {
        fuzzer.assertLinear(OtlpFuzzTest::manyProfiles, 500);
        fuzzer.assertLinear(OtlpFuzzTest::manyServices, 500);
        fuzzer.assertLinear(OtlpFuzzTest::manyTimes, 5000);
        fuzzer.assertLinear(OtlpFuzzTest::deepStacks, 50);
    }

    /// Small profiles beside a large dictionary, of which each uses a row.
    private static byte[] manyProfiles(int count) {
        OtlpPayload payload = new OtlpPayload();
        Profile.Builder[] profiles = new Profile.Builder[count];
        for (int i = 0; i < count; i++) {
            profiles[i] = payload.profile().addSamples(sample(payload.stack("main;f" + i), 1));
        }
        return payload.add(List.of(), profiles).bytes();
    }

    /// A profile each sample of which is of another service.
    private static byte[] manyServices(int count) {
        OtlpPayload payload = new OtlpPayload();
        Profile.Builder profile = payload.profile();
        int stack = payload.stack("main");
        for (int i = 0; i < count; i++) {
            profile.addSamples(
                    sample(stack, 1)
                            .addAttributeIndices(payload.attribute("service.name", "s" + i)));
        }
        return payload.add(List.of(), profile).bytes();
    }

    /// Samples that are one, their moments in no order.
    private static byte[] manyTimes(int count) {
        OtlpPayload payload = new OtlpPayload();
        Profile.Builder profile = payload.profile();
        int stack = payload.stack("main");
        for (int i = 0; i < count; i++) {
            profile.addSamples(sample(stack).addTimestampsUnixNano(TIME + i * 7919L % count));
        }
        return payload.add(List.of(), profile).bytes();
    }

    private static byte[] deepStacks(int count) {
        OtlpPayload payload = new OtlpPayload();
        int[] locations = new int[400];
        for (int i = 0; i < locations.length; i++) {
            locations[i] = payload.location("f" + i % 20);
        }
        Profile.Builder profile = payload.profile();
        for (int i = 0; i < count; i++) {
            int[] stack = Arrays.copyOf(locations, locations.length);
            stack[i % 399] = stack[399 - i % 399];
            profile.addSamples(sample(payload.stackOf(stack), 1));
        }
        return payload.add(List.of(), profile).bytes();
    }
}
