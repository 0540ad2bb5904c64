// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hearth.testing.Seeded;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Bytes of what says who lives. What is checked in must never change once it was released.
@ExtendWith(Seeded.class)
final class LivesJsonTest {

    private static final String PREVIOUS = "00000000000000000006-0123456789abcdef";
    private static final String SEAL = "fedcba9876543210";
    private static final Lives LIVES =
            Lives.NONE.with("acme", "00112233445566aa").with("b", "0123456789abcdef");

    private final LivesJson json = new LivesJson("3f");

    private static byte[] resource() throws IOException {
        try (InputStream in =
                LivesJsonTest.class.getResourceAsStream("/golden/index-v1/lives.json")) {
            return Objects.requireNonNull(in, "lives.json").readAllBytes();
        }
    }

    @Test
    void equalLivesStillGiveTheSameBytes() throws IOException {
        byte[] bytes = json.encode(LIVES, PREVIOUS, SEAL, "golden");
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .isEqualTo(new String(resource(), StandardCharsets.UTF_8));
    }

    @Test
    void theCheckedInLivesAreStillRead() throws IOException {
        assertThat(json.decode("key", resource()))
                .isEqualTo(new VersionCodec.Decoded<>(LIVES, PREVIOUS, SEAL));
    }

    @Test
    void anyChangedByteIsNoticed(RandomGenerator random) throws IOException {
        byte[] bytes = resource();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            assertThatExceptionOfType(CorruptIndexException.class)
                    .isThrownBy(() -> json.decode("lives/3f/7", changed))
                    .withMessageContaining("lives/3f/7");
        }
    }

    @Test
    void theLivesOfAnotherShardAreNoticed() throws IOException {
        byte[] bytes = resource();
        assertThatExceptionOfType(CorruptIndexException.class)
                .isThrownBy(() -> new LivesJson("40").decode("key", bytes))
                .withMessageContaining("expected \"40\"");
    }
}
