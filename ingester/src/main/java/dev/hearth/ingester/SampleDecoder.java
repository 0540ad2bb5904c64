// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import dev.hearth.query.Observations;
import java.util.Arrays;

/// Reads what [SampleEncoder] wrote.
///
/// A profile is: a varint with the number of samples and three flags (spans, traces, times); with a
/// flag set the lengths of the next three parts; for each sample the zigzag difference of its stack
/// to that of the sample before and its value, as varints; then for each sample a mark and perhaps
/// its span, then for each a mark and perhaps its trace; then for each how many observations it has
/// and their moments and values: of the first of a sample the zigzag difference to the last such,
/// of the others that to the one before. For one thread.
final class SampleDecoder {

    private final byte[][] chunks;

    private byte[] bytes = new byte[0];
    private int at;
    private int size;
    private int flags;
    private int spansAt;
    private int tracesAt;
    private int timesAt;

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
    ///
    /// Ids of the head follow the order in which stacks came, not that of the batch. Samples of one
    /// stack are in order among themselves and stay so.
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
        SampleTimes times = (flags & SampleEncoder.HAS_TIMES) == 0 ? null : times();
        Samples samples = new Samples(stacks, values, spans, traces, times);
        return isSorted ? samples : SampleSort.byStack(samples);
    }

    /// Adds the observations of a profile.
    ///
    /// @param profile index that they are given
    void addObservations(long address, int profile, Observations into) {
        open(address);
        if ((flags & SampleEncoder.HAS_TIMES) == 0) {
            return;
        }
        int[] stacks = new int[size];
        int stack = 0;
        for (int i = 0; i < size; i++) {
            stack += unzigzag(varint());
            stacks[i] = stack;
            varint();
        }
        SampleTimes times = times();
        for (int i = 0; i < size; i++) {
            for (int k = times.start(i); k < times.end(i); k++) {
                into.add(profile, stacks[i], times.nanos()[k], times.values()[k]);
            }
        }
    }

    private void open(long address) {
        bytes = chunks[(int) (address >>> 32)];
        at = (int) address;
        long header = varint();
        size = (int) (header >>> SampleEncoder.FLAG_BITS);
        flags = (int) header & ((1 << SampleEncoder.FLAG_BITS) - 1);
        if (flags != 0) {
            int stacksLength = (int) varint();
            int spansLength = (int) varint();
            int tracesLength = (int) varint();
            spansAt = at + stacksLength;
            tracesAt = spansAt + spansLength;
            timesAt = tracesAt + tracesLength;
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

    private SampleTimes times() {
        at = timesAt;
        int[] ends = new int[size];
        long[] nanos = new long[size];
        long[] values = new long[size];
        int count = 0;
        long first = 0;
        for (int i = 0; i < size; i++) {
            int end = Math.addExact(count, (int) varint());
            if (end > nanos.length) {
                int length = (int) Math.max(end, Math.min(2L * nanos.length, 1 << 30));
                nanos = Arrays.copyOf(nanos, length);
                values = Arrays.copyOf(values, length);
            }
            for (int k = count; k < end; k++) {
                long delta = varint();
                if (k == count) {
                    first += (delta >>> 1) ^ -(delta & 1);
                    nanos[k] = first;
                } else {
                    nanos[k] = nanos[k - 1] + delta;
                }
                values[k] = varint();
            }
            count = end;
            ends[i] = end;
        }
        return new SampleTimes(ends, Arrays.copyOf(nanos, count), Arrays.copyOf(values, count));
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
