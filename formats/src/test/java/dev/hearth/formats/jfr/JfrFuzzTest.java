// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.hearth.formats.DecodedProfile;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.Shown;
import dev.hearth.model.Profile;
import dev.hearth.model.Samples;
import dev.hearth.testing.JfrChunk;
import dev.hearth.testing.Seeded;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The decoder on recordings that were damaged: it refuses them or makes something of them, within
/// the memory that it promises, and does nothing else. `-Djfr.fuzz=100` makes a hundred times as
/// many.
@ExtendWith(Seeded.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class JfrFuzzTest {

    private static final int MUTATIONS = 2000 * Integer.getInteger("jfr.fuzz", 1);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final JfrDecoder decoder = new JfrDecoder(Shown.LIMITS);

    @RepeatedTest(3)
    void staysWithinItsPromisesOnDamagedChunks(RandomGenerator random) {
        byte[] one = chunk(true);
        byte[] other = chunk(false);
        byte[] labels =
                new JfrLabelsTest.LabelsPart()
                        .string(1, "job")
                        .string(2, "mail")
                        .context(7, 1, 2)
                        .context(8, 2, 1)
                        .bytes();
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = mutate(random.nextBoolean() ? one : other, other, random);
            byte[] itsLabels = random.nextInt(4) == 0 ? mutate(labels, one, random) : labels;
            accepted += check(mutant, itsLabels) ? 1 : 0;
        }
        assertThat(check(one, labels)).isTrue();
        assertThat(accepted).isBetween(MUTATIONS / 100, MUTATIONS);
    }

    @Test
    void staysWithinItsPromisesOnDamagedRecordings(RandomGenerator random, @TempDir Path folder)
            throws Exception {
        Recordings recordings = new Recordings(folder);
        List<byte[]> whole =
                List.of(
                        recordings.asyncProfiler("event=ctimer,signal=40,interval=5ms,lock=1us"),
                        recordings.cpuTime());
        int accepted = 0;
        for (int i = 0; i < MUTATIONS / 10; i++) {
            byte[] one = whole.get(i % 2);
            accepted +=
                    check(mutate(one, whole.get(random.nextInt(2)), random), new byte[0]) ? 1 : 0;
        }
        assertThat(check(whole.get(0), new byte[0])).isTrue();
        assertThat(accepted).isBetween(1, MUTATIONS);
    }

    /// Whether the decoder accepts the bytes.
    private boolean check(byte[] recording, byte[] labels) {
        long before = threads.getCurrentThreadAllocatedBytes();
        boolean isAccepted = false;
        try {
            ordered(decoder.decode(recording, labels, 100));
            isAccepted = true;
        } catch (MalformedProfileException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        long bytes = recording.length + (long) labels.length;
        assertThat(allocated)
                .isLessThan(JfrDecoder.BYTES_ALWAYS + JfrDecoder.BYTES_PER_BYTE * bytes);
        return isAccepted;
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

    private static byte[] mutate(byte[] bytes, byte[] other, RandomGenerator random) {
        byte[] mutant = bytes.clone();
        for (int edits = random.nextInt(1, 4); edits > 0; edits--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(8)) {
                case 0 -> mutant = Arrays.copyOf(mutant, Math.max(1, at));
                case 1 -> mutant[at] = (byte) random.nextInt();
                case 2 -> splice(mutant, at, mutant.clone(), random);
                case 3 -> splice(mutant, at, other, random);
                case 4 -> mutant[at] = (byte) 0xff;
                case 5 -> Arrays.fill(mutant, at, Math.min(mutant.length, at + 9), (byte) 0xff);
                default -> mutant[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return mutant;
    }

    /// Writes a piece of something over what is there.
    private static void splice(byte[] bytes, int at, byte[] source, RandomGenerator random) {
        int from = random.nextInt(source.length);
        int most = Math.min(source.length - from, bytes.length - at);
        System.arraycopy(source, from, bytes, at, Math.min(most, random.nextInt(1, 64)));
    }
}
