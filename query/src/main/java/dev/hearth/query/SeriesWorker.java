// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds up the totals of profiles by group and point. Only if the query chooses stacks or samples
/// does it look at samples.
final class SeriesWorker implements QueryPool.Worker {

    private final List<Dataset> datasets;
    private final SeriesQuery query;
    private final Selection selection;
    private final ResultCache cache;
    private final Cancellation cancellation;
    private final SeriesChoice chosen;
    private final Map<GroupKey, PointSums> groups = new HashMap<>();
    private final ProfileRows rows = new ProfileRows();
    private final ProfileRows ofPoint = new ProfileRows();
    private final int[] one = new int[1];

    SeriesWorker(
            List<Dataset> datasets,
            SeriesQuery query,
            ResultCache cache,
            Cancellation cancellation) {
        this.datasets = datasets;
        this.query = query;
        this.selection = query.selection();
        this.cache = cache;
        this.cancellation = cancellation;
        this.chosen = new SeriesChoice(selection);
    }

    Map<GroupKey, PointSums> groups() {
        return groups;
    }

    @Override
    public void run(int task) throws IOException {
        Dataset dataset = datasets.get(task);
        if (!chosen.choose(dataset)) {
            return;
        }
        ResultCache.Key key = key(dataset);
        if (key == null) {
            add(dataset, groups);
            return;
        }
        long base = query.basePoint();
        PartialAnswer.OfSeries known = cache.find(key, PartialAnswer.OfSeries.class);
        if (known == null) {
            Map<GroupKey, PointSums> own = new HashMap<>();
            add(dataset, own);
            own.forEach((group, sums) -> sumsOf(groups, group).add(sums, 0));
            own.replaceAll((_, sums) -> sums.moved(base));
            cache.keep(key, new PartialAnswer.OfSeries(own));
        } else {
            known.groups().forEach((group, sums) -> sumsOf(groups, group).add(sums, -base));
        }
    }

    private static PointSums sumsOf(Map<GroupKey, PointSums> all, GroupKey group) {
        return all.computeIfAbsent(group, _ -> new PointSums());
    }

    /// The name under which the totals of a dataset are kept, null if they are not. If the whole
    /// dataset lies within the grid, the name says nothing of where the grid begins and ends.
    private ResultCache.@Nullable Key key(Dataset dataset) throws IOException {
        Fingerprint question = usesTotals() ? chosen.question(dataset, "totals") : null;
        FixedContent content = dataset.content();
        if (question == null || content == null) {
            return null;
        }
        question.add(query.stepMillis()).add(query.phaseMillis());
        question.add(query.groupBy().size());
        query.groupBy().forEach(question::add);
        if (!query.isWithin(content.minTimeNanos(), content.maxTimeNanos())) {
            question.add(query.startMillis()).add(query.endMillis());
        }
        return question.key();
    }

    private void add(Dataset dataset, Map<GroupKey, PointSums> into) throws IOException {
        SampleTotals samples = null;
        for (int i = 0; i < chosen.count(); i++) {
            cancellation.check();
            int series = chosen.ids()[i];
            GroupKey key = GroupKey.of(dataset.labels(series), query.groupBy());
            PointSums sums = sumsOf(into, key);
            if (usesTotals()) {
                addTotals(dataset, series, sums);
            } else {
                samples = samples == null ? new SampleTotals(dataset) : samples;
                samples.add(series, sums);
            }
        }
        into.values().removeIf(PointSums::isEmpty);
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
