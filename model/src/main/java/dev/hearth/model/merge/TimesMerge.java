// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model.merge;

import dev.hearth.model.SampleTimes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Merges the observations of two profiles, sample after sample.
final class TimesMerge {

    private final SampleTimes a;
    private final SampleTimes b;
    private final int[] ends;
    private final long[] nanos;
    private final long[] values;
    private int samples;
    private int size;

    /// @param limit samples that there will be at most
    TimesMerge(@Nullable SampleTimes a, @Nullable SampleTimes b, int limit) {
        SampleTimes none = new SampleTimes(new int[0], new long[0], new long[0]);
        this.a = a == null ? none : a;
        this.b = b == null ? none : b;
        int most = Math.addExact(this.a.size(), this.b.size());
        this.ends = new int[most == 0 ? 0 : limit];
        this.nanos = new long[most];
        this.values = new long[most];
    }

    /// Adds a sample with the observations of one of `a` and one of `b`.
    ///
    /// @param i the sample of `a`, -1 for none
    /// @param j the sample of `b`, -1 for none
    void add(int i, int j) {
        if (ends.length == 0) {
            return;
        }
        int p = start(a, i);
        int q = start(b, j);
        int endOfA = end(a, i);
        int endOfB = end(b, j);
        while (p < endOfA || q < endOfB) {
            if (q == endOfB || (p < endOfA && isBefore(p, q))) {
                put(a, p++);
            } else {
                put(b, q++);
            }
        }
        ends[samples++] = size;
    }

    /// The observations of all samples that were added, null if there is none.
    @Nullable SampleTimes finish() {
        if (size == 0) {
            return null;
        }
        return new SampleTimes(
                Arrays.copyOf(ends, samples),
                Arrays.copyOf(nanos, size),
                Arrays.copyOf(values, size));
    }

    private boolean isBefore(int p, int q) {
        long mine = a.nanos()[p];
        long other = b.nanos()[q];
        return mine < other || (mine == other && a.values()[p] <= b.values()[q]);
    }

    private void put(SampleTimes from, int at) {
        nanos[size] = from.nanos()[at];
        values[size++] = from.values()[at];
    }

    private static int start(SampleTimes times, int sample) {
        return sample < 0 || times.size() == 0 ? 0 : times.start(sample);
    }

    private static int end(SampleTimes times, int sample) {
        return sample < 0 || times.size() == 0 ? 0 : times.end(sample);
    }
}
