// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.Fuzzer;
import dev.hearth.formats.Shown;
import dev.hearth.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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

    private static Fuzzer unlimited(TextFormat format) {
        TextDecoder decoder = new TextDecoder(new DecodeLimits(0, 0, 0, 0, 0));
        return new Fuzzer(
                format.name() + "-large",
                TextDecoder.BYTES_PER_BYTE,
                TextDecoder.BYTES_ALWAYS,
                bytes -> decoder.decode(format, bytes, CPU, 100));
    }

    static Stream<Arguments> cheapParts() {
        return Stream.of(
                Arguments.of(TextFormat.FOLDED, parts(size -> "a 1\n".repeat(size))),
                Arguments.of(TextFormat.FOLDED, parts(size -> ";".repeat(4 * size) + " 1")),
                Arguments.of(TextFormat.FOLDED, parts(size -> "x".repeat(4 * size) + " 1")),
                Arguments.of(TextFormat.FOLDED, parts(size -> numbered(size, ";", " 1"))),
                Arguments.of(TextFormat.FOLDED, parts(size -> numbered(size, " 1\n", ""))),
                Arguments.of(TextFormat.FOLDED, parts(size -> " ".repeat(4 * size))),
                Arguments.of(TextFormat.LINES, parts(size -> "\n".repeat(4 * size))),
                Arguments.of(TextFormat.LINES, parts(size -> "a\nb\n".repeat(size))),
                Arguments.of(TextFormat.LINES, parts(size -> ";\n;;\n".repeat(size))),
                Arguments.of(TextFormat.LINES, parts(size -> numbered(size, "\n", ""))),
                // Nodes of depth without end, of the same and of no name.
                Arguments.of(TextFormat.TREE, parts(size -> "\0\0\1" + "\1a\1\1".repeat(size))),
                Arguments.of(TextFormat.TREE, parts(size -> "\0\0\1" + "\0\1\1".repeat(size))),
                Arguments.of(TextFormat.TREE, parts(size -> "\0\0\177" + wide(size))),
                Arguments.of(TextFormat.TRIE, parts(size -> "\1a\1\1".repeat(size))),
                Arguments.of(TextFormat.TRIE, parts(size -> "\1;\1\1".repeat(size))),
                Arguments.of(TextFormat.TRIE, parts(size -> "\0\1\1".repeat(size))),
                Arguments.of(TextFormat.TRIE, parts(size -> "\1a\1\0\1b\1\0".repeat(size))),
                Arguments.of(TextFormat.TRIE, parts(size -> "\2a;\1\1".repeat(size))));
    }

    private static IntFunction<byte[]> parts(IntFunction<String> text) {
        return size -> text.apply(size).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String numbered(int size, String between, String end) {
        return IntStream.range(0, size)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(between, "", end));
    }

    /// Nodes of one child each, of names that are all different.
    private static String wide(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> "\2" + (char) (' ' + i % 90) + (char) (' ' + i / 90 % 90) + "\1\1")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("cheapParts")
    void staysBoundedAndQuickOnTextsMadeOfCheapParts(TextFormat format, IntFunction<byte[]> input) {
        unlimited(format).assertLinear(input, 2000);
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
