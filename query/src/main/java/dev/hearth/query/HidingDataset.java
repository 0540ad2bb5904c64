// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import java.io.IOException;

/// A dataset without what is hidden of it: hidden profiles are never given, and what is asked by
/// time is asked for what lies between the hidden times.
///
/// What is hidden of a series is found out when it is first asked about.
final class HidingDataset implements Dataset {

    private final Dataset dataset;
    private final HiddenTimes hidden;
    private final long minNanos;
    private final long maxNanos;

    /// @param minNanos no profile is earlier
    /// @param maxNanos no profile is later
    HidingDataset(Dataset dataset, HiddenTimes hidden, long minNanos, long maxNanos) {
        this.dataset = dataset;
        this.hidden = hidden;
        this.minNanos = minNanos;
        this.maxNanos = maxNanos;
    }

    /// What of a range counts, cut to the times that the dataset has profiles of.
    private TimeRanges shown(int series, long startNanos, long endNanos) throws IOException {
        return hidden.of(dataset.labels(series))
                .gaps(Math.max(startNanos, minNanos), Math.min(endNanos, maxNanos));
    }

    @Override
    public String service() {
        return dataset.service();
    }

    @Override
    public int seriesCount() {
        return dataset.seriesCount();
    }

    @Override
    public Labels labels(int series) throws IOException {
        return dataset.labels(series);
    }

    @Override
    public void profiles(int series, long startNanos, long endNanos, ProfileRows into)
            throws IOException {
        TimeRanges shown = shown(series, startNanos, endNanos);
        for (int i = 0; i < shown.size(); i++) {
            dataset.profiles(series, shown.start(i), shown.end(i), into);
        }
    }

    @Override
    public void addSamples(ProfileRows rows, SampleFilter filter, long[] sums) throws IOException {
        dataset.addSamples(rows, filter, sums);
    }

    @Override
    public void observations(ProfileRows rows, Observations into) throws IOException {
        dataset.observations(rows, into);
    }

    @Override
    public long period(int row) throws IOException {
        return dataset.period(row);
    }

    @Override
    public StackTable stacks() throws IOException {
        return dataset.stacks();
    }

    @Override
    public Symbols symbols() throws IOException {
        return dataset.symbols();
    }

    @Override
    public Symbols symbols(long[] sums) throws IOException {
        return dataset.symbols(sums);
    }
}
