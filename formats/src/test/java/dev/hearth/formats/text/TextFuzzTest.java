// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.formats.Fuzzer;
import dev.hearth.formats.Shown;
import dev.hearth.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The decoder of texts on what was damaged.
@ExtendWith(Seeded.class)
final class TextFuzzTest {

    private static final TextProfileType CPU =
            new TextProfileType("process_cpu", "cpu", "nanoseconds", true);

    @ParameterizedTest
    @EnumSource(TextFormat.class)
    void keepsItsPromisesOnDamagedTexts(TextFormat format, RandomGenerator random) {
        TextDecoder decoder = new TextDecoder(Shown.LIMITS);
        Fuzzer fuzzer =
                new Fuzzer(
                        format.name(),
                        TextDecoder.BYTES_PER_BYTE,
                        TextDecoder.BYTES_ALWAYS,
                        bytes -> Shown.assertOrdered(decoder.decode(format, bytes, CPU, 100)));

        assertThat(fuzzer.run(random, List.of(seed(format)))).isPositive();
    }

    private static byte[] seed(TextFormat format) {
        return switch (format) {
            case FOLDED ->
                    "main;run;read 12\nmain;run 3\r\nmain;größe a;b 700\n;; 5\n"
                            .getBytes(StandardCharsets.UTF_8);
            case LINES -> "main;run\nmain;run\n\nmain;größe\n;;\n".getBytes(StandardCharsets.UTF_8);
            case TREE, TRIE ->
                    new byte[] {0, 0, 2, 1, 'a', 5, 1, 1, 'b', 7, 0, 3, 'c', ';', 'd', 9, 0};
        };
    }
}
