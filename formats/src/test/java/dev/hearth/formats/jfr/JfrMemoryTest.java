// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.testing.JfrChunk;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The promise of [JfrDecoder#BYTES_PER_BYTE], on recordings made to break it, and that none of
/// them takes long.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class JfrMemoryTest {

    private static final DecodeLimits UNLIMITED = new DecodeLimits(0, 0, 0, 0, 0);
    private static final int COUNT = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private void assertBounded(byte[] recording) {
        assertBounded(recording, new byte[0]);
    }

    private void assertBounded(byte[] recording, byte[] labels) {
        JfrDecoder decoder = new JfrDecoder(UNLIMITED);
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            decoder.decode(recording, labels, 100);
        } catch (MalformedProfileException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        long bytes = recording.length + (long) labels.length;
        assertThat(allocated)
                .as("%d bytes for each", allocated / bytes)
                .isLessThan(JfrDecoder.BYTES_ALWAYS + JfrDecoder.BYTES_PER_BYTE * bytes);
    }

    private static byte[] repeated(byte[] piece, int count) {
        byte[] bytes = new byte[piece.length * count];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = piece[i % piece.length];
        }
        return bytes;
    }

    @Test
    void staysBoundedOnManyTinyChunks() {
        byte[] tiny = new JfrChunk(true).bytes();
        byte[] real = JfrChunk.executionSamples().sample("a.b").bytes();

        assertBounded(repeated(tiny, COUNT));
        assertBounded(repeated(real, 2000));
    }

    @Test
    void staysBoundedOnManyTinyEvents() {
        JfrChunk chunk = JfrChunk.executionSamples().sample("a.b");
        for (int i = 0; i < COUNT; i++) {
            chunk.event("jdk.ExecutionSample", 1, 1, 1, i);
        }

        assertBounded(chunk.bytes());
    }

    @Test
    void staysBoundedOnManyTinyConstants() {
        for (String type :
                new String[] {
                    "java.lang.String",
                    "jdk.types.Symbol",
                    "java.lang.Class",
                    "jdk.types.Method",
                    "jdk.types.StackTrace",
                    "jdk.types.ThreadState"
                }) {
            JfrChunk chunk = JfrChunk.executionSamples().sample("a.b");
            for (int i = 0; i < COUNT; i++) {
                byte[] entry = {(byte) (i & 0x7f), 0, 0, 0, 0};
                int length =
                        switch (type) {
                            case "java.lang.String", "jdk.types.Symbol", "jdk.types.ThreadState" ->
                                    2;
                            case "java.lang.Class", "jdk.types.StackTrace" -> 3;
                            default -> 5;
                        };
                chunk.rawConstant(type, Arrays.copyOf(entry, length));
            }
            assertBounded(chunk.bytes());
        }
    }

    @Test
    void staysBoundedOnConstantsThatHaveNoBytes() {
        JfrChunk chunk =
                new JfrChunk(true)
                        .type("Nothing")
                        .type("Holder", "a:Nothing[]", "b:Nothing", "c:Nothing[]");
        byte[] many = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f};
        for (int i = 0; i < COUNT; i++) {
            chunk.rawConstant("Nothing", new byte[] {1});
            ByteArrayOutputStream entry = new ByteArrayOutputStream();
            entry.write(1);
            entry.writeBytes(many);
            entry.writeBytes(many);
            chunk.rawConstant("Holder", entry.toByteArray());
        }

        assertBounded(chunk.bytes());
    }

    @Test
    void staysBoundedOnTypesMadeOfThemselves() {
        JfrChunk doubled = new JfrChunk(true).type("int");
        doubled.type("T0", "a:int");
        for (int i = 1; i < 60; i++) {
            String half = "T" + (i - 1);
            doubled.type("T" + i, "a:" + half, "b:" + half, "c:" + half + "[]");
        }
        doubled.constant("T59", 1, 1);

        assertBounded(doubled.bytes());
        assertBounded(new JfrChunk(true).type("T", "a:T").constant("T", 1, 1).bytes());
        assertBounded(new JfrChunk(true).type("T", "a:T[]").constant("T", 1, 1).bytes());
    }

    @Test
    void staysBoundedOnManyTypesWithTheSameManyFields() {
        JfrChunk chunk = new JfrChunk(true).type("int");
        String[] wide = new String[500];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = "f" + i + ":int";
        }
        chunk.type("Wide", wide);
        for (int i = 0; i < 500; i++) {
            chunk.type("T" + i, "a:Wide", "b:Wide[]", "c:Wide[]");
            chunk.rawConstant("T" + i, new byte[503]);
        }

        assertBounded(chunk.bytes());
    }

    @Test
    void staysBoundedOnAHugeStackThatAllSamplesShare() {
        JfrChunk chunk = JfrChunk.executionSamples();
        StringBuilder stack = new StringBuilder("a.b");
        for (int i = 0; i < COUNT; i++) {
            stack.append(";a.f").append(i % 90).append(':').append(i % 100);
        }
        chunk.sample(stack.toString());
        for (int i = 0; i < COUNT; i++) {
            chunk.event("jdk.ExecutionSample", 1, 1, 1, 0);
        }

        assertBounded(chunk.bytes());
    }

    @Test
    void staysBoundedOnSettingsThatShareALongText() {
        JfrChunk chunk =
                JfrChunk.javaTypes(true)
                        .type(
                                "jdk.ActiveSetting",
                                "name:java.lang.String",
                                "value:java.lang.String")
                        .constant("java.lang.String", 1, "event")
                        .constant("java.lang.String", 2, "x".repeat(2_000_000));
        byte[] name = {2, 1};
        byte[] text = {2, 2};
        for (int i = 0; i < COUNT; i++) {
            chunk.event("jdk.ActiveSetting", text, text);
        }
        assertBounded(chunk.bytes());
        for (int i = 0; i < COUNT; i++) {
            chunk.event("jdk.ActiveSetting", name, text);
        }
        assertBounded(chunk.bytes());
    }

    @Test
    void staysBoundedWhereNamesAreJoined() {
        JfrChunk chunk = JfrChunk.executionSamples();
        chunk.constant("jdk.types.Symbol", 1000, "x".repeat(60_000));
        chunk.constant("java.lang.Class", 1, 1000, 0);
        for (int i = 0; i < 3000; i++) {
            chunk.constant("jdk.types.Symbol", 2000 + i, "m" + i);
            chunk.constant("jdk.types.Method", i, 1, 2000 + i, 0, 0);
            byte[] id = {(byte) ((i & 0x7f) | 0x80), (byte) (i >> 7)};
            byte[] entry = {id[0], id[1], 0, 1, id[0], id[1], 0, 0};
            chunk.rawConstant("jdk.types.StackTrace", entry);
            chunk.event("jdk.ExecutionSample", 1, i, 1, 0);
        }

        assertBounded(chunk.bytes());
    }

    @Test
    void staysBoundedOnOneSampleOfEachContext() {
        JfrChunk chunk =
                JfrChunk.javaTypes(true)
                        .type(
                                "jdk.ExecutionSample",
                                "stackTrace:jdk.types.StackTrace*",
                                "state:jdk.types.ThreadState*",
                                "contextId:long",
                                "spanName:long")
                        .type(
                                "profiler.Malloc",
                                "stackTrace:jdk.types.StackTrace*",
                                "contextId:int");
        JfrLabelsTest.LabelsPart labels = new JfrLabelsTest.LabelsPart();
        long[] pairs = new long[2000];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = i;
            labels.string(i, "s" + i);
        }
        labels.context(1, pairs);
        long stack = chunk.stack("a.b");
        for (int i = 0; i < 5000; i++) {
            labels.context(10 + i, 1, i, 2, 3);
            chunk.event("jdk.ExecutionSample", stack, 1, 10 + i, 0);
            chunk.event("jdk.ExecutionSample", stack, 1, 1, i);
            chunk.event("profiler.Malloc", stack, 10 + i);
        }

        assertBounded(chunk.bytes(), labels.bytes());
    }

    @Test
    void staysBoundedOnTinyLabels() {
        byte[] chunk = JfrChunk.executionSamples().sample("a.b").bytes();

        assertBounded(chunk, repeated(new byte[] {10, 0}, COUNT));
        assertBounded(chunk, repeated(new byte[] {18, 0}, COUNT));
        assertBounded(chunk, repeated(new byte[] {10, 4, 18, 2, 10, 0}, COUNT));
    }
}
