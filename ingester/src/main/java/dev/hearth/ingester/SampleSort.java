// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.SampleTimes;
import dev.hearth.model.Samples;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Brings the samples of a profile in order of stack; those of one stack keep their order.
final class SampleSort {

    /// For each place which sample comes there.
    private final int[] order;

    private SampleSort(int[] order) {
        this.order = order;
    }

    static Samples byStack(Samples samples) {
        int n = samples.size();
        long[] keys = new long[n];
        for (int i = 0; i < n; i++) {
            keys[i] = (long) samples.stacks()[i] << 32 | i;
        }
        Arrays.sort(keys);
        int[] stacks = new int[n];
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            stacks[i] = (int) (keys[i] >>> 32);
            order[i] = (int) keys[i];
        }
        SampleSort sort = new SampleSort(order);
        return new Samples(
                stacks,
                sort.column(samples.values(), 1),
                sort.ids(samples.spans(), 1),
                sort.ids(samples.traces(), 2),
                sort.times(samples.times()));
    }

    private long @Nullable [] ids(long @Nullable [] column, int width) {
        return column == null ? null : column(column, width);
    }

    private long[] column(long[] column, int width) {
        long[] sorted = new long[column.length];
        for (int i = 0; i < order.length; i++) {
            for (int k = 0; k < width; k++) {
                sorted[width * i + k] = column[width * order[i] + k];
            }
        }
        return sorted;
    }

    private @Nullable SampleTimes times(@Nullable SampleTimes times) {
        if (times == null) {
            return null;
        }
        int[] ends = new int[order.length];
        long[] nanos = new long[times.size()];
        long[] values = new long[times.size()];
        int end = 0;
        for (int i = 0; i < order.length; i++) {
            int from = times.start(order[i]);
            int count = times.end(order[i]) - from;
            System.arraycopy(times.nanos(), from, nanos, end, count);
            System.arraycopy(times.values(), from, values, end, count);
            end += count;
            ends[i] = end;
        }
        return new SampleTimes(ends, nanos, values);
    }
}
