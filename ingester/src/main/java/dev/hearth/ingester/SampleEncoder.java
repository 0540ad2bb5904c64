// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Encodes the samples of one profile after another, for [SampleChunks]. Scratch of one thread.
final class SampleEncoder {

    static final int HAS_SPANS = 1;
    static final int HAS_TRACES = 2;
    static final int HAS_TIMES = 4;

    /// Bits of the flags.
    static final int FLAG_BITS = 3;

    /// Marks of a span or a trace: none, that of the sample before, or one that follows.
    static final byte NONE = 0;

    static final byte SAME = 1;
    static final byte NEW = 2;

    static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int LARGEST_SAMPLE_BYTES = 20;
    private static final int LARGEST_HEADER_BYTES = 40;

    private final byte[] header = new byte[LARGEST_HEADER_BYTES];
    private int headerLength;
    private byte[] body = new byte[4096];
    private int length;

    /// Encodes samples; [#copyTo] then delivers them.
    ///
    /// @return bytes that they take
    int encode(Samples samples, int[] stackIds) {
        length = 0;
        encodeStacks(samples, stackIds);
        int stacksLength = length;
        long[] spans = samples.spans();
        if (spans != null) {
            encodeSpans(spans);
        }
        int spansEnd = length;
        long[] traces = samples.traces();
        if (traces != null) {
            encodeTraces(traces);
        }
        int tracesEnd = length;
        SampleTimes times = samples.times();
        if (times != null) {
            encodeTimes(times);
        }
        int flags =
                (spans == null ? 0 : HAS_SPANS)
                        | (traces == null ? 0 : HAS_TRACES)
                        | (times == null ? 0 : HAS_TIMES);
        headerLength = varint(header, 0, (long) samples.size() << FLAG_BITS | flags);
        if (flags != 0) {
            headerLength = varint(header, headerLength, stacksLength);
            headerLength = varint(header, headerLength, spansEnd - stacksLength);
            headerLength = varint(header, headerLength, tracesEnd - spansEnd);
        }
        return Math.addExact(headerLength, length);
    }

    /// Writes what was encoded last.
    void copyTo(byte[] chunk, int offset) {
        System.arraycopy(header, 0, chunk, offset, headerLength);
        System.arraycopy(body, 0, chunk, offset + headerLength, length);
    }

    private void encodeStacks(Samples samples, int[] stackIds) {
        int[] stacks = samples.stacks();
        long[] values = samples.values();
        int previous = 0;
        int at = 0;
        byte[] bytes = body;
        for (int i = 0; i < stacks.length; i++) {
            if (at + LARGEST_SAMPLE_BYTES > bytes.length) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
            int stack = stackIds[stacks[i]];
            int delta = stack - previous;
            previous = stack;
            at = varint(bytes, at, Integer.toUnsignedLong((delta << 1) ^ (delta >> 31)));
            at = varint(bytes, at, values[i]);
        }
        body = bytes;
        length = at;
    }

    private void encodeSpans(long[] spans) {
        long previous = 0;
        for (long span : spans) {
            if (mark(span == 0, span == previous)) {
                putLong(span);
            }
            previous = span == 0 ? previous : span;
        }
    }

    private void encodeTraces(long[] traces) {
        long previousHigh = 0;
        long previousLow = 0;
        for (int i = 0; i < traces.length; i += 2) {
            long high = traces[i];
            long low = traces[i + 1];
            boolean isNone = high == 0 && low == 0;
            if (mark(isNone, high == previousHigh && low == previousLow)) {
                putLong(high);
                putLong(low);
            }
            previousHigh = isNone ? previousHigh : high;
            previousLow = isNone ? previousLow : low;
        }
    }

    private void encodeTimes(SampleTimes times) {
        long[] nanos = times.nanos();
        long first = 0;
        for (int sample = 0; sample < times.samples(); sample++) {
            int from = times.start(sample);
            int to = times.end(sample);
            ensure();
            length = varint(body, length, to - from);
            for (int i = from; i < to; i++) {
                ensure();
                long delta = nanos[i] - (i == from ? first : nanos[i - 1]);
                length = varint(body, length, i == from ? (delta << 1) ^ (delta >> 63) : delta);
                length = varint(body, length, times.values()[i]);
            }
            first = from == to ? first : nanos[from];
        }
    }

    private void ensure() {
        if (length + LARGEST_SAMPLE_BYTES > body.length) {
            body = Arrays.copyOf(body, body.length * 2);
        }
    }

    private boolean mark(boolean isNone, boolean isSame) {
        ensure();
        body[length++] = isNone ? NONE : isSame ? SAME : NEW;
        return !isNone && !isSame;
    }

    private void putLong(long value) {
        LONG.set(body, length, value);
        length += Long.BYTES;
    }

    private static int varint(byte[] bytes, int at, long value) {
        int i = at;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[i++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[i++] = (byte) rest;
        return i;
    }
}
