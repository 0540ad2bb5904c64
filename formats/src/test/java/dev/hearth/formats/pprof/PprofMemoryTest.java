// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.pprof;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.Fuzzer;
import dev.hearth.formats.pprof.PprofOptions.SourceRepository;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The promise of [PprofDecoder#BYTES_PER_BYTE], on payloads made to break it.
final class PprofMemoryTest {

    private static final DecodeLimits UNLIMITED = new DecodeLimits(0, 0, 0, 0, 0);
    private static final int COUNT = 100_000;

    private static void assertBounded(byte[] payload, PprofOptions options) {
        PprofDecoder decoder = new PprofDecoder(UNLIMITED);
        new Fuzzer(
                        "pprof-memory",
                        PprofDecoder.BYTES_PER_BYTE,
                        PprofDecoder.BYTES_ALWAYS,
                        bytes -> decoder.decode(bytes, 0, bytes.length, options))
                .check(payload);
    }

    /// A profile and after it a piece that is repeated.
    private static byte[] repeated(PprofPayload payload, int... piece) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(payload.bytes());
        for (int i = 0; i < COUNT; i++) {
            for (int next : piece) {
                bytes.write(next);
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void staysBoundedOnSampleTypesThatShareALongName() {
        PprofPayload payload = new PprofPayload();
        String name = "n".repeat(60_000);
        for (int i = 0; i < 50_000; i++) {
            payload.type(name, name);
        }

        assertBounded(payload.bytes(), PprofOptions.NONE);
    }

    @Test
    void staysBoundedOnEmptyMessages() {
        for (int field = 1; field <= 6; field++) {
            byte[] empty = repeated(PprofPayload.cpu().sample("a", 1), field << 3 | 2, 0);
            assertBounded(empty, PprofOptions.NONE);
        }
    }

    @Test
    void staysBoundedOnTinyTables() {
        PprofPayload payload = PprofPayload.cpu().sample("a", 1);
        assertBounded(repeated(payload, 0x22, 2, 8, 1), PprofOptions.NONE);
        assertBounded(repeated(payload, 0x22, 4, 8, 1, 0x22, 0), PprofOptions.NONE);
        assertBounded(repeated(payload, 0x2a, 2, 8, 1), PprofOptions.NONE);
        assertBounded(repeated(payload, 0x12, 3, 0x12, 1, 1), PprofOptions.NONE);
        assertBounded(repeated(payload, 0x12, 5, 0x12, 1, 1, 0x1a, 0), PprofOptions.NONE);
    }

    @Test
    void staysBoundedOnLongStacksOfOneByteIds() {
        PprofPayload payload = PprofPayload.cpu();
        for (int i = 0; i < 100; i++) {
            payload.location("f" + i);
        }
        for (int sample = 0; sample < 20; sample++) {
            StringBuilder stack = new StringBuilder();
            for (int frame = 0; frame < 20_000; frame++) {
                stack.append(frame == 0 ? "f" : ";f").append((frame * 7 + sample) % 100);
            }
            payload.sample(stack.toString(), 1);
        }

        assertBounded(payload.bytes(), PprofOptions.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16})
    void staysBoundedOnAsManyLabelSetsAsSamples(int types) {
        PprofPayload payload = PprofPayload.cpu();
        for (int i = 1; i < types; i++) {
            payload.type("t" + i, "u");
        }
        long[] values = new long[types];
        Arrays.fill(values, 1);
        for (int i = 0; i < 5000; i++) {
            payload.labelled("a", "k=" + i + ",span_id=" + "%016x".formatted(i), values);
        }

        assertBounded(payload.bytes(), PprofOptions.NONE);
    }

    @Test
    void staysBoundedWhereNamesAreJoined() {
        PprofPayload payload = PprofPayload.cpu();
        String filler = "x".repeat(20_000);
        int[] strings = new int[40];
        for (int i = 0; i < strings.length; i++) {
            strings[i] = payload.string(filler + i);
        }
        for (int i = 0; i < strings.length * strings.length; i++) {
            payload.sample("f" + i, 1);
            payload.profile
                    .getFunctionBuilder(i)
                    .setName(strings[i % strings.length])
                    .setFilename(strings[i / strings.length]);
        }

        assertBounded(payload.bytes(), PprofOptions.ingest("rbspy", Map.of(), null));
    }

    @Test
    void staysBoundedWhereBuildIdsGetTheRepository() {
        PprofPayload payload = PprofPayload.cpu();
        for (int i = 0; i < 20_000; i++) {
            payload.profile.addMappingBuilder().setId(i + 2);
            payload.profile.addLocationBuilder().setId(i + 1).setMappingId(i + 2);
            payload.profile.addSampleBuilder().addLocationId(i + 1).addValue(1);
        }
        SourceRepository repository = new SourceRepository("r".repeat(2000), "main", "/");

        assertBounded(payload.bytes(), new PprofOptions("", null, false, repository));
    }

    @Test
    void staysBoundedWhereStacksAreRepaired() {
        PprofPayload payload = PprofPayload.cpu();
        for (int i = 0; i < 100; i++) {
            payload.location("f" + i);
        }
        for (int sample = 0; sample < 4000; sample++) {
            StringBuilder stack = new StringBuilder();
            for (int frame = 0; frame < 64; frame++) {
                stack.append(frame == 0 ? "f" : ";f").append((sample / 2 * 8 + frame) % 97);
            }
            payload.sample(stack.toString(), 1);
        }

        assertBounded(payload.bytes(), PprofOptions.ingest("gospy", Map.of(), null));
    }
}
