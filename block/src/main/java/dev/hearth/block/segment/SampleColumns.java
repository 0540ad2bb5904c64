// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The samples of a tenant as growing columns.
final class SampleColumns {

    private int size;
    private int[] stacks = new int[1024];
    private long[] values = new long[1024];
    private long @Nullable [] spans;
    private long @Nullable [] traces;

    /// For each sample its first observation in the upper half, how many it has in the lower.
    private long @Nullable [] observed;

    private final ObservationColumns observations = new ObservationColumns();

    private long[] sortKeys = new long[0];
    private long[] scratch = new long[0];

    int size() {
        return size;
    }

    int[] stacks() {
        return stacks;
    }

    long[] values() {
        return values;
    }

    /// Null if no sample has a span.
    long @Nullable [] spans() {
        return spans;
    }

    /// Null if no sample has a trace.
    long @Nullable [] traces() {
        return traces;
    }

    /// When samples were observed.
    ObservationColumns observations() {
        return observations;
    }

    /// The first observation of a sample.
    int firstObservation(int sample) {
        return observed == null ? 0 : (int) (observed[sample] >>> 32);
    }

    /// How many observations a sample has.
    int observationCount(int sample) {
        return observed == null ? 0 : (int) observed[sample];
    }

    void add(Samples samples) {
        int count = samples.size();
        reserve(Math.addExact(size, count));
        System.arraycopy(samples.stacks(), 0, stacks, size, count);
        System.arraycopy(samples.values(), 0, values, size, count);
        long[] newSpans = samples.spans();
        if (newSpans != null) {
            long[] all = spans == null ? new long[stacks.length] : spans;
            System.arraycopy(newSpans, 0, all, size, count);
            spans = all;
        }
        long[] newTraces = samples.traces();
        if (newTraces != null) {
            long[] all = traces == null ? new long[2 * stacks.length] : traces;
            System.arraycopy(newTraces, 0, all, 2 * size, 2 * count);
            traces = all;
        }
        SampleTimes times = samples.times();
        if (times != null) {
            addTimes(times);
        }
        size += count;
    }

    private void addTimes(SampleTimes times) {
        long[] all = observed == null ? new long[stacks.length] : observed;
        int first = observations.add(times);
        for (int i = 0; i < times.samples(); i++) {
            int start = times.start(i);
            all[size + i] = (long) (first + start) << 32 | times.end(i) - start;
        }
        observed = all;
    }

    private void reserve(int needed) {
        if (needed <= stacks.length) {
            return;
        }
        int length = (int) Math.max(needed, Math.min(stacks.length * 2L, 1L << 30));
        stacks = Arrays.copyOf(stacks, length);
        values = Arrays.copyOf(values, length);
        if (spans != null) {
            spans = Arrays.copyOf(spans, length);
        }
        if (traces != null) {
            traces = Arrays.copyOf(traces, 2 * length);
        }
        if (observed != null) {
            observed = Arrays.copyOf(observed, length);
        }
    }

    /// Replaces the stacks of one profile by others and sorts its samples by them; those of one
    /// stack keep their order.
    ///
    /// @param from first sample of the profile
    /// @param to end of its samples, exclusive
    /// @param newIds for each stack what replaces it
    /// @param base is added to it
    void renumber(int from, int to, int[] newIds, int base) {
        int count = to - from;
        if (sortKeys.length < count) {
            sortKeys = new long[Math.max(count, 1024)];
            scratch = new long[sortKeys.length * 2];
        }
        boolean isSorted = true;
        for (int i = 0; i < count; i++) {
            long stack = (long) base + newIds[stacks[from + i]];
            sortKeys[i] = stack << 32 | i;
            isSorted &= i == 0 || sortKeys[i] > sortKeys[i - 1];
        }
        if (!isSorted) {
            Arrays.sort(sortKeys, 0, count);
            permute(values, from, count, 1);
            if (spans != null) {
                permute(spans, from, count, 1);
            }
            if (traces != null) {
                permute(traces, from, count, 2);
            }
            if (observed != null) {
                permute(observed, from, count, 1);
            }
        }
        for (int i = 0; i < count; i++) {
            stacks[from + i] = (int) (sortKeys[i] >>> 32);
        }
    }

    private void permute(long[] column, int from, int count, int width) {
        System.arraycopy(column, from * width, scratch, 0, count * width);
        for (int i = 0; i < count; i++) {
            int old = (int) sortKeys[i];
            for (int k = 0; k < width; k++) {
                column[(from + i) * width + k] = scratch[old * width + k];
            }
        }
    }
}
