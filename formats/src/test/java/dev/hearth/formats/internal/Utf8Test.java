// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.testing.Seeded;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seeded.class)
final class Utf8Test {

    @RepeatedTest(200)
    void agreesWithTheJdkOnWhatIsValid(RandomGenerator random) {
        byte[] bytes = "plain text é € 😀 and more".repeat(2).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        int from = random.nextInt(bytes.length);

        assertThat(Utf8.isValid(bytes, from, bytes.length)).isEqualTo(isValidForJdk(bytes, from));
    }

    @Test
    void refusesSurrogatesAndOverlongForms() {
        int[][] bad = {
            {0xed, 0xa0, 0x80}, {0xc0, 0x80}, {0xe0, 0x80, 0x80}, {0xf0, 0x80, 0x80, 0x80},
            {0xf4, 0x90, 0x80, 0x80}, {0xf5, 0x80, 0x80, 0x80}, {0x80}, {0xe2, 0x82}
        };
        for (int[] sequence : bad) {
            byte[] bytes = new byte[sequence.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) sequence[i];
            }
            assertThat(Utf8.isValid(bytes, 0, bytes.length)).isFalse();
        }
    }

    @Test
    void cutsTailsBetweenCharacters() {
        byte[] bytes = "aé€b".getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8.tail(bytes, 0, bytes.length, 100)).isZero();
        assertThat(Utf8.tail(bytes, 0, bytes.length, 4)).isEqualTo(3);
        assertThat(Utf8.tail(bytes, 0, bytes.length, 3)).isEqualTo(6);
    }

    private static boolean isValidForJdk(byte[] bytes, int from) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
