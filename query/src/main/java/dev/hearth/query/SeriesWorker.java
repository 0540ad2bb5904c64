// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Adds up the totals of profiles by group and point. Only if the query chooses stacks does it look
/// at samples.
final class SeriesWorker implements QueryPool.Worker {

    private final List<Dataset> datasets;
    private final SeriesQuery query;
    private final Cancellation cancellation;
    private final Map<GroupKey, PointSums> groups = new HashMap<>();
    private final ProfileRows rows = new ProfileRows();
    private final ProfileRows ofPoint = new ProfileRows();

    SeriesWorker(List<Dataset> datasets, SeriesQuery query, Cancellation cancellation) {
        this.datasets = datasets;
        this.query = query;
        this.cancellation = cancellation;
    }

    Map<GroupKey, PointSums> groups() {
        return groups;
    }

    @Override
    public void run(int task) throws IOException {
        Dataset dataset = datasets.get(task);
        Selection selection = query.selection();
        boolean usesTotals =
                selection.callSite().isAny() && selection.samples() instanceof SampleFilter.All;
        for (int series = 0; series < dataset.seriesCount(); series++) {
            Labels labels = dataset.labels(series);
            if (!selection.series().matches(labels)) {
                continue;
            }
            cancellation.check();
            rows.clear();
            selection.collect(dataset, series, rows);
            if (rows.size() == 0 || query.point(rows.timeNanos(0)) >= query.points()) {
                continue;
            }
            GroupKey key = GroupKey.of(labels, query.groupBy());
            PointSums sums = groups.computeIfAbsent(key, _ -> new PointSums());
            if (usesTotals) {
                addTotals(sums);
            } else {
                addSamples(dataset, sums);
            }
        }
        groups.values().removeIf(PointSums::isEmpty);
    }

    private void addTotals(PointSums sums) {
        long points = query.points();
        for (int i = 0; i < rows.size(); i++) {
            long point = query.point(rows.timeNanos(i));
            if (point < points) {
                sums.add(point, rows.total(i), 1);
            }
        }
    }

    /// Adds what the chosen samples of each point come to; a point where they come to nothing is
    /// left out.
    private void addSamples(Dataset dataset, PointSums sums) throws IOException {
        boolean[] isTaken = query.selection().callSite().taken(dataset.stacks(), dataset.symbols());
        long[] byStack = new long[isTaken.length];
        int i = 0;
        while (i < rows.size()) {
            cancellation.check();
            long point = query.point(rows.timeNanos(i));
            ofPoint.clear();
            while (i < rows.size() && query.point(rows.timeNanos(i)) == point) {
                ofPoint.add(rows, i++);
            }
            if (point >= query.points()) {
                return;
            }
            Arrays.fill(byStack, 0);
            dataset.addSamples(ofPoint, query.selection().samples(), byStack);
            long sum = 0;
            for (int stack = 0; stack < isTaken.length; stack++) {
                sum += isTaken[stack] ? byStack[stack] : 0;
            }
            if (sum != 0) {
                sums.add(point, sum, ofPoint.size());
            }
        }
    }
}
