// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import dev.hearth.model.SampleTimes;
import java.util.Arrays;

/// When the rows of a [SampleRows] were observed: for each row, in the order in which they are
/// added, moments and the values that belong to them.
public final class RowTimes {

    /// Where the observations of a row end.
    public final IntColumn ends = new IntColumn();

    public final LongColumn nanos = new LongColumn();

    /// Values, all positive.
    public final LongColumn values = new LongColumn();

    /// Observations of the samples that were collected so far, and where those of each end.
    private final IntColumn order = new IntColumn();

    private final IntColumn orderEnds = new IntColumn();
    private final IntColumn spare = new IntColumn();

    /// Gives back what is longer than `keep` rows, and empties the rest.
    public void clear(int keep) {
        ends.clear(keep);
        nanos.clear(keep);
        values.clear(keep);
        order.clear(keep);
        orderEnds.clear(keep);
        spare.clear(keep);
    }

    /// Starts to collect the samples of a profile.
    void start() {
        order.size = 0;
        orderEnds.size = 0;
    }

    /// Collects the observations of one sample.
    ///
    /// @param rows the rows that it was made of, from `from` to `to`
    void collect(int[] rows, int from, int to) {
        int start = order.size;
        for (int i = from; i < to; i++) {
            int end = ends.values[rows[i]];
            for (int seen = IntColumn.start(ends, rows[i]); seen < end; seen++) {
                order.add(seen);
            }
        }
        boolean isOrdered = true;
        for (int i = start + 1; i < order.size && isOrdered; i++) {
            isOrdered = compare(order.values[i - 1], order.values[i]) <= 0;
        }
        if (!isOrdered) {
            spare.resize(order.size);
            IntOrder.sort(order.values, start, order.size, spare.values, this::compare);
        }
        orderEnds.add(order.size);
    }

    private int compare(int left, int right) {
        int byTime = Long.compare(nanos.values[left], nanos.values[right]);
        return byTime != 0 ? byTime : Long.compare(values.values[left], values.values[right]);
    }

    /// What was collected since [#start].
    SampleTimes finish() {
        long[] foundNanos = new long[order.size];
        long[] foundValues = new long[order.size];
        for (int i = 0; i < order.size; i++) {
            foundNanos[i] = nanos.values[order.values[i]];
            foundValues[i] = values.values[order.values[i]];
        }
        return new SampleTimes(
                Arrays.copyOf(orderEnds.values, orderEnds.size), foundNanos, foundValues);
    }
}
