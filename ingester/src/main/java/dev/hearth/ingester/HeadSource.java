// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.query.Dataset;
import dev.hearth.query.ProfileSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One tenant's part of a head, from some position on, as queries see it.
final class HeadSource implements ProfileSource {

    private final List<Dataset> datasets;
    private final long minTimeNanos;
    private final long maxTimeNanos;
    private final long markedCount;

    private HeadSource(
            List<Dataset> datasets, long minTimeNanos, long maxTimeNanos, long markedCount) {
        this.datasets = List.copyOf(datasets);
        this.minTimeNanos = minTimeNanos;
        this.maxTimeNanos = maxTimeNanos;
        this.markedCount = markedCount;
    }

    /// Leaves out what stands before `fromPosition`; null if that is everything.
    static @Nullable HeadSource of(TenantView view, long fromPosition) {
        List<Dataset> datasets = new ArrayList<>();
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        long marked = 0;
        for (DatasetView dataset : view.datasets()) {
            int firstRow = dataset.firstRow(fromPosition);
            if (firstRow < dataset.profileCount()) {
                datasets.add(new HeadDataset(dataset, view.symbols(), firstRow));
                min = Math.min(min, dataset.minTimeNanos());
                max = Math.max(max, dataset.maxTimeNanos());
                marked += dataset.markedCount();
            }
        }
        return datasets.isEmpty() ? null : new HeadSource(datasets, min, max, marked);
    }

    @Override
    public List<Dataset> datasets() {
        return datasets;
    }

    @Override
    public long markedCount() {
        return markedCount;
    }

    /// May lie before the earliest profile where the source does not begin with the head.
    @Override
    public long minTimeNanos() {
        return minTimeNanos;
    }

    /// May lie behind the latest profile where the source does not begin with the head.
    @Override
    public long maxTimeNanos() {
        return maxTimeNanos;
    }
}
