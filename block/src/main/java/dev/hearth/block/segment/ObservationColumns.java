// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.model.SampleTimes;
import java.util.Arrays;

/// The observations of a tenant's samples as growing columns, in the order in which they came.
final class ObservationColumns {

    private int size;
    private long[] nanos = new long[0];
    private long[] values = new long[0];

    int size() {
        return size;
    }

    long nanos(int observation) {
        return nanos[observation];
    }

    long value(int observation) {
        return values[observation];
    }

    /// Adds those of a profile; returns the first.
    int add(SampleTimes times) {
        int first = size;
        int end = Math.addExact(size, times.size());
        if (end > nanos.length) {
            int length = (int) Math.max(end, Math.min(nanos.length * 2L, 1L << 30));
            nanos = Arrays.copyOf(nanos, length);
            values = Arrays.copyOf(values, length);
        }
        System.arraycopy(times.nanos(), 0, nanos, first, times.size());
        System.arraycopy(times.values(), 0, values, first, times.size());
        size = end;
        return first;
    }
}
