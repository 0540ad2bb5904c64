// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Adds up the totals of profiles by group and point. Only if the query chooses stacks or samples
/// does it look at samples.
final class SeriesWorker implements QueryPool.Worker {

    private final List<Dataset> datasets;
    private final SeriesQuery query;
    private final Selection selection;
    private final Cancellation cancellation;
    private final Map<GroupKey, PointSums> groups = new HashMap<>();
    private final ProfileRows rows = new ProfileRows();
    private final ProfileRows ofPoint = new ProfileRows();
    private final int[] one = new int[1];

    SeriesWorker(List<Dataset> datasets, SeriesQuery query, Cancellation cancellation) {
        this.datasets = datasets;
        this.query = query;
        this.selection = query.selection();
        this.cancellation = cancellation;
    }

    Map<GroupKey, PointSums> groups() {
        return groups;
    }

    @Override
    public void run(int task) throws IOException {
        Dataset dataset = datasets.get(task);
        SampleTotals samples = null;
        for (int series = 0; series < dataset.seriesCount(); series++) {
            Labels labels = dataset.labels(series);
            if (!selection.series().matches(labels)) {
                continue;
            }
            cancellation.check();
            GroupKey key = GroupKey.of(labels, query.groupBy());
            PointSums sums = groups.computeIfAbsent(key, _ -> new PointSums());
            if (usesTotals()) {
                addTotals(dataset, series, sums);
            } else {
                samples = samples == null ? new SampleTotals(dataset) : samples;
                samples.add(series, sums);
            }
        }
        groups.values().removeIf(PointSums::isEmpty);
    }

    private boolean usesTotals() {
        return selection.callSite().isAny() && selection.samples() instanceof SampleFilter.All;
    }

    private void addTotals(Dataset dataset, int series, PointSums sums) throws IOException {
        if (selection.isByTime()) {
            dataset.addTotals(
                    series, selection.startNanos(), selection.endNanos(), new Totals(query, sums));
            return;
        }
        rows.clear();
        selection.collect(dataset, series, rows);
        Totals totals = new Totals(query, sums);
        for (int i = 0; i < rows.size(); i++) {
            totals.add(totals.point(rows.timeNanos(i)), rows.total(i), 1);
        }
    }

    /// The points of a question; what is later than the last is left out.
    private record Totals(SeriesQuery query, PointSums sums) implements PointTotals {

        @Override
        public long point(long timeNanos) {
            return Math.min(query.points(), query.point(timeNanos));
        }

        @Override
        public void add(long point, long total, long profiles) {
            if (point < query.points()) {
                sums.add(point, total, profiles);
            }
        }
    }

    /// What the chosen samples of each point of a dataset come to; a point where they come to
    /// nothing is left out.
    private final class SampleTotals {

        private final Dataset dataset;
        private boolean[] isTaken = new boolean[0];
        private long[] byStack = new long[0];

        SampleTotals(Dataset dataset) {
            this.dataset = dataset;
        }

        void add(int series, PointSums sums) throws IOException {
            if (selection.isByTime()) {
                addByTime(series, sums);
            } else {
                addByProfile(series, sums);
            }
        }

        private void addByTime(int series, PointSums sums) throws IOException {
            long start = selection.startNanos();
            long end = selection.endNanos();
            PointSums counts = new PointSums();
            dataset.addTotals(series, start, end, new Totals(query, counts));
            one[0] = series;
            for (long point : counts.points()) {
                clear();
                dataset.addRange(one, 1, query.startNanos(point), query.endNanos(point), byStack);
                take(point, counts.count(point), sums);
            }
        }

        private void addByProfile(int series, PointSums sums) throws IOException {
            rows.clear();
            selection.collect(dataset, series, rows);
            int i = 0;
            while (i < rows.size()) {
                long point = query.point(rows.timeNanos(i));
                if (point >= query.points()) {
                    return;
                }
                ofPoint.clear();
                while (i < rows.size() && query.point(rows.timeNanos(i)) == point) {
                    ofPoint.add(rows, i++);
                }
                clear();
                dataset.addSamples(ofPoint, selection.samples(), byStack);
                take(point, ofPoint.size(), sums);
            }
        }

        private void clear() throws IOException {
            cancellation.check();
            if (byStack.length == 0) {
                isTaken = selection.callSite().taken(dataset.stacks(), dataset.symbols());
                byStack = new long[isTaken.length];
            }
            Arrays.fill(byStack, 0);
        }

        private void take(long point, long profiles, PointSums sums) {
            long sum = 0;
            for (int stack = 0; stack < isTaken.length; stack++) {
                sum += isTaken[stack] ? byStack[stack] : 0;
            }
            if (sum != 0) {
                sums.add(point, sum, profiles);
            }
        }
    }
}
