// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.Samples;
import org.jspecify.annotations.Nullable;

/// Reads what [SampleEncoder] wrote.
///
/// A profile is: a varint with the number of samples and two flags (spans, traces); with a flag set
/// the length of the next part, with both set also that of the part after; for each sample the
/// zigzag difference of its stack to that of the sample before and its value, as varints; then for
/// each sample a mark and perhaps its span, then for each a mark and perhaps its trace. For one
/// thread.
final class SampleDecoder {

    private final byte[][] chunks;

    private byte[] bytes = new byte[0];
    private int at;
    private int size;
    private int flags;
    private int spansAt;
    private int tracesAt;

    /// @param chunks as [SampleChunks] shared them
    SampleDecoder(byte[][] chunks) {
        this.chunks = chunks;
    }

    /// Adds all samples of a profile to the sums of their stacks.
    void addAll(long address, long[] sums) {
        open(address);
        byte[] b = bytes;
        int p = at;
        int stack = 0;
        for (int i = 0; i < size; i++) {
            long zigzag = b[p++];
            if (zigzag < 0) {
                zigzag &= 0x7f;
                for (int shift = 7; ; shift += 7) {
                    byte next = b[p++];
                    zigzag |= (long) (next & 0x7f) << shift;
                    if (next >= 0) {
                        break;
                    }
                }
            }
            stack += (int) (zigzag >>> 1) ^ -(int) (zigzag & 1);
            long value = b[p++];
            if (value < 0) {
                value &= 0x7f;
                for (int shift = 7; ; shift += 7) {
                    byte next = b[p++];
                    value |= (long) (next & 0x7f) << shift;
                    if (next >= 0) {
                        break;
                    }
                }
            }
            sums[stack] += value;
        }
    }

    /// Adds those samples of a profile whose span or trace is wanted.
    void addSome(long address, WantedIds wanted, long[] sums) {
        open(address);
        long[] ids =
                wanted.areTraces()
                        ? (flags & SampleEncoder.HAS_TRACES) == 0 ? null : traces()
                        : (flags & SampleEncoder.HAS_SPANS) == 0 ? null : spans();
        if (ids == null) {
            return;
        }
        int stack = 0;
        for (int i = 0; i < size; i++) {
            stack += unzigzag(varint());
            long value = varint();
            if (wanted.contains(ids, i)) {
                sums[stack] += value;
            }
        }
    }

    /// Returns the samples of a profile, sorted as [Samples] wants them.
    Samples decode(long address) {
        open(address);
        int[] stacks = new int[size];
        long[] values = new long[size];
        long[] spans = (flags & SampleEncoder.HAS_SPANS) == 0 ? null : spans();
        long[] traces = (flags & SampleEncoder.HAS_TRACES) == 0 ? null : traces();
        boolean isSorted = true;
        int stack = 0;
        for (int i = 0; i < size; i++) {
            int delta = unzigzag(varint());
            isSorted &= delta >= 0;
            stack += delta;
            stacks[i] = stack;
            values[i] = varint();
        }
        return isSorted
                ? new Samples(stacks, values, spans, traces)
                : sorted(stacks, values, spans, traces);
    }

    /// Ids of the head follow the order in which stacks came, not that of the batch. Samples of one
    /// stack are in order among themselves and stay so.
    private static Samples sorted(
            int[] stacks, long[] values, long @Nullable [] spans, long @Nullable [] traces) {
        int n = stacks.length;
        long[] order = new long[n];
        for (int i = 0; i < n; i++) {
            order[i] = (long) stacks[i] << 32 | i;
        }
        java.util.Arrays.sort(order);
        int[] sortedStacks = new int[n];
        long[] sortedValues = new long[n];
        long[] sortedSpans = spans == null ? null : new long[n];
        long[] sortedTraces = traces == null ? null : new long[2 * n];
        for (int i = 0; i < n; i++) {
            int from = (int) order[i];
            sortedStacks[i] = stacks[from];
            sortedValues[i] = values[from];
            if (spans != null && sortedSpans != null) {
                sortedSpans[i] = spans[from];
            }
            if (traces != null && sortedTraces != null) {
                sortedTraces[2 * i] = traces[2 * from];
                sortedTraces[2 * i + 1] = traces[2 * from + 1];
            }
        }
        return new Samples(sortedStacks, sortedValues, sortedSpans, sortedTraces);
    }

    private void open(long address) {
        bytes = chunks[(int) (address >>> 32)];
        at = (int) address;
        long header = varint();
        size = (int) (header >>> 2);
        flags = (int) header & 3;
        if (flags != 0) {
            int stacksLength = (int) varint();
            int spansLength =
                    flags == (SampleEncoder.HAS_SPANS | SampleEncoder.HAS_TRACES)
                            ? (int) varint()
                            : 0;
            spansAt = at + stacksLength;
            tracesAt = spansAt + spansLength;
        }
    }

    private long[] spans() {
        long[] spans = new long[size];
        long previous = 0;
        int p = spansAt;
        for (int i = 0; i < size; i++) {
            byte mark = bytes[p++];
            if (mark == SampleEncoder.NEW) {
                previous = (long) SampleEncoder.LONG.get(bytes, p);
                p += Long.BYTES;
            }
            spans[i] = mark == SampleEncoder.NONE ? 0 : previous;
        }
        return spans;
    }

    private long[] traces() {
        long[] traces = new long[2 * size];
        long high = 0;
        long low = 0;
        int p = tracesAt;
        for (int i = 0; i < size; i++) {
            byte mark = bytes[p++];
            if (mark == SampleEncoder.NEW) {
                high = (long) SampleEncoder.LONG.get(bytes, p);
                low = (long) SampleEncoder.LONG.get(bytes, p + Long.BYTES);
                p += 2 * Long.BYTES;
            }
            if (mark != SampleEncoder.NONE) {
                traces[2 * i] = high;
                traces[2 * i + 1] = low;
            }
        }
        return traces;
    }

    private static int unzigzag(long zigzag) {
        return (int) (zigzag >>> 1) ^ -(int) (zigzag & 1);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
