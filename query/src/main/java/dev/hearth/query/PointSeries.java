// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.Comparator;
import java.util.List;

/// Values over time of one group of series. Points without profiles are left out.
public final class PointSeries {

    static final Comparator<PointSeries> LARGEST_FIRST =
            Comparator.comparingDouble(PointSeries::sum)
                    .reversed()
                    .thenComparing(series -> series.key);

    private final GroupKey key;
    private final long[] timesMillis;
    private final double[] values;

    PointSeries(GroupKey key, long[] timesMillis, double[] values) {
        this.key = key;
        this.timesMillis = timesMillis;
        this.values = values;
    }

    /// The group's labels in the order asked: name, value, name, value …
    public List<String> labels() {
        return key.pairs();
    }

    /// Points in the series, at least one.
    public int size() {
        return timesMillis.length;
    }

    /// Time of point `i`, milliseconds since the epoch; ascending.
    public long timeMillis(int i) {
        return timesMillis[i];
    }

    /// Value of point `i`.
    public double value(int i) {
        return values[i];
    }

    /// Sum over the points.
    public double sum() {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
