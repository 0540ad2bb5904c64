// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.speedscope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.formats.Fuzzer;
import dev.hearth.formats.Shown;
import dev.hearth.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The decoder on files that were damaged, and on files made to cost much.
@ExtendWith(Seeded.class)
final class SpeedscopeFuzzTest {

    private static final String HEAD =
            "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"shared\":{\"frames\":[{\"name\":\"a\"},{\"name\":\"\\u00e4b\"}]},\"profiles\":[";

    private static final String SAMPLED =
            "{\"type\":\"sampled\",\"name\":\"x\",\"unit\":\"seconds\",\"startValue\":0,\"endValue\":14,\"samples\":[[0,1],[1]],\"weights\":[0.25,3]}";

    private static final String EVENTED =
            "{\"type\":\"evented\",\"name\":\"y\",\"unit\":\"seconds\",\"events\":[{\"type\":\"O\",\"frame\":0,\"at\":1},{\"type\":\"O\",\"frame\":1,\"at\":2.5},{\"type\":\"C\",\"frame\":1,\"at\":3},{\"type\":\"C\",\"frame\":0,\"at\":40}]}";

    private final SpeedscopeDecoder decoder = new SpeedscopeDecoder(Shown.LIMITS);
    private final Fuzzer fuzzer =
            new Fuzzer(
                    "speedscope",
                    SpeedscopeDecoder.BYTES_PER_BYTE,
                    SpeedscopeDecoder.BYTES_ALWAYS,
                    bytes -> Shown.assertOrdered(decoder.decode(bytes, "cpu", 100)));

    private static byte[] file(String... profiles) {
        return (HEAD + String.join(",", profiles) + "]}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void keepsItsPromisesOnDamagedFiles(RandomGenerator random) {
        int accepted = fuzzer.run(random, List.of(file(SAMPLED), file(EVENTED, SAMPLED)));

        assertThat(accepted).isPositive();
    }

    @Test
    void takesTimeInProportion() {
        fuzzer.assertLinear(
                size -> file(SAMPLED.replace("[1]", "[1" + ",0".repeat(size) + "]")), 8000);
        fuzzer.assertLinear(
                size ->
                        file(
                                EVENTED.replace(
                                        "{\"type\":\"C\",\"frame\":0,\"at\":40}",
                                        "{\"type\":\"O\",\"frame\":1,\"at\":41}"
                                                + ",{\"type\":\"O\",\"frame\":1,\"at\":41}"
                                                        .repeat(size))),
                1000);
        fuzzer.assertLinear(size -> file(manyProfiles(size)), 500);
        fuzzer.assertLinear(size -> file(SAMPLED.replace("x", "\\u0041\\n".repeat(size))), 4000);
    }

    private static String[] manyProfiles(int count) {
        String[] profiles = new String[count];
        for (int i = 0; i < count; i++) {
            profiles[i] =
                    "{\"type\":\"sampled\",\"unit\":\"bytes\",\"name\":\"%d\",\"samples\":[[0]],\"weights\":[1]}"
                            .formatted(i);
        }
        return profiles;
    }

    @Test
    void staysBoundedOnFilesMadeOfCheapParts() {
        fuzzer.check(file(SAMPLED.replace("[1]", "[]" + ",[]".repeat(100_000))));
        fuzzer.check(file(SAMPLED.replace("\"x\"", "\"" + "\\n".repeat(100_000) + "\"")));
        fuzzer.check(file(manyProfiles(10_000)));
        fuzzer.check(file("{}" + ",{}".repeat(100_000)));
        String frames = HEAD.replace("{\"name\":\"a\"}", "{}" + ",{}".repeat(100_000));
        fuzzer.check((frames + SAMPLED + "]}").getBytes(StandardCharsets.UTF_8));
        fuzzer.check("[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        fuzzer.check(("{\"x\":" + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
        fuzzer.check(("{\"x\":" + "9".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8));
    }
}
