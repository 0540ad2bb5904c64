// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.Fuzzer;
import dev.hearth.formats.Shown;
import dev.hearth.model.Profile;
import dev.hearth.model.Samples;
import dev.hearth.testing.JfrChunk;
import dev.hearth.testing.Seeded;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The decoder on recordings that were damaged: it refuses them or makes something of them, within
/// the memory that it promises, and does nothing else.
@ExtendWith(Seeded.class)
final class JfrFuzzTest {

    private static final byte[] NO_LABELS = {};

    private final JfrDecoder decoder = new JfrDecoder(Shown.LIMITS);

    @Test
    void keepsItsPromisesOnDamagedChunks(RandomGenerator random) {
        byte[] labels = labels();
        Fuzzer fuzzer =
                new Fuzzer(
                        "jfr",
                        JfrDecoder.BYTES_PER_BYTE,
                        JfrDecoder.BYTES_ALWAYS,
                        chunk -> ordered(decoder.decode(chunk, labels, 100)));

        assertThat(fuzzer.run(random, List.of(chunk(true), chunk(false)))).isBetween(10, 999);
    }

    @Test
    void keepsItsPromisesOnDamagedLabels(RandomGenerator random) {
        byte[] chunk = chunk(true);
        Fuzzer fuzzer =
                new Fuzzer(
                        "jfr-labels",
                        JfrDecoder.BYTES_PER_BYTE,
                        JfrDecoder.BYTES_ALWAYS + (long) JfrDecoder.BYTES_PER_BYTE * chunk.length,
                        labels -> ordered(decoder.decode(chunk, labels, 100)));

        assertThat(fuzzer.run(random, List.of(labels()))).isBetween(10, 999);
    }

    @Test
    void keepsItsPromisesOnDamagedRecordings(RandomGenerator random, @TempDir Path folder)
            throws Exception {
        Recordings recordings = new Recordings(folder);
        List<byte[]> whole =
                List.of(
                        recordings.asyncProfiler("event=ctimer,signal=40,interval=5ms,lock=1us"),
                        recordings.cpuTime());
        Fuzzer fuzzer =
                new Fuzzer(
                        "jfr-recordings",
                        JfrDecoder.BYTES_PER_BYTE,
                        JfrDecoder.BYTES_ALWAYS,
                        recording -> ordered(decoder.decode(recording, NO_LABELS, 100)));

        assertThat(fuzzer.run(random, whole)).isBetween(1, 999);
    }

    private static byte[] labels() {
        return new JfrLabelsTest.LabelsPart()
                .string(1, "job")
                .string(2, "mail")
                .context(7, 1, 2)
                .context(8, 2, 1)
                .bytes();
    }

    private static void ordered(DecodedProfile decoded) {
        for (Profile profile : decoded.batch().profiles()) {
            Samples samples = profile.samples();
            boolean isFine = samples.size() > 0;
            for (int i = 0; i < samples.size(); i++) {
                isFine &= samples.values()[i] > 0;
                isFine &= samples.stacks()[i] < decoded.batch().stacks().size();
                isFine &= i == 0 || samples.stacks()[i - 1] <= samples.stacks()[i];
            }
            assertThat(isFine).isTrue();
        }
    }

    private static byte[] chunk(boolean isCompressed) {
        JfrChunk chunk =
                JfrChunk.javaTypes(isCompressed)
                        .type(
                                "jdk.ExecutionSample",
                                "names:java.lang.String[]",
                                "stackTrace:jdk.types.StackTrace*",
                                "state:jdk.types.ThreadState*",
                                "contextId:long",
                                "spanId:long",
                                "spanName:long")
                        .type(
                                "jdk.ActiveSetting",
                                "name:java.lang.String",
                                "value:java.lang.String")
                        .type("profiler.Malloc", "stackTrace:jdk.types.StackTrace*", "size:long");
        chunk.event("jdk.ActiveSetting", "event", "wall");
        byte[] noNames = isCompressed ? new byte[1] : new byte[4];
        for (int i = 0; i < 20; i++) {
            long stack = chunk.stack("a/B.c;d/E$$Lambda/0x" + i + ".f:" + i + ";g.h" + i % 3);
            chunk.event("jdk.ExecutionSample", noNames, stack, 1 + i % 3, 7 + i % 2, i % 4, i % 3);
            chunk.event("profiler.Malloc", stack, 1L << i);
        }
        return chunk.bytes();
    }
}
