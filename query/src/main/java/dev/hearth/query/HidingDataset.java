// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Symbols;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A dataset without what is hidden of it: hidden profiles are never given, and what is asked by
/// time is asked for what lies between the hidden times.
///
/// What is hidden of a series is found out when it is first asked about.
final class HidingDataset implements ForwardingDataset {

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
    public Dataset dataset() {
        return dataset;
    }

    @Override
    public long size() {
        return dataset.size();
    }

    @Override
    public @Nullable FixedContent content() {
        return dataset.content();
    }

    @Override
    public void addDifferences(
            int[] series, int count, long startNanos, long endNanos, Fingerprint into)
            throws IOException {
        dataset.addDifferences(series, count, startNanos, endNanos, into);
        TimeRanges all =
                TimeRanges.of(Math.max(startNanos, minNanos), Math.min(endNanos, maxNanos));
        int different = 0;
        for (int i = 0; i < count; i++) {
            TimeRanges shown = shown(series[i], startNanos, endNanos);
            if (!shown.equals(all)) {
                into.add(series[i]).add(shown);
                different++;
            }
        }
        into.add(different);
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
    public void marked(int series, ProfileRows into) throws IOException {
        if (dataset.markedCount() > 0) {
            int before = into.size();
            dataset.marked(series, into);
            TimeRanges shown = shown(series, Long.MIN_VALUE, Long.MAX_VALUE);
            into.keepFrom(before, (_, time, _, _) -> shown.contains(time));
        }
    }

    @Override
    public boolean hasProfiles(int series, long startNanos, long endNanos) throws IOException {
        TimeRanges shown = shown(series, startNanos, endNanos);
        for (int i = 0; i < shown.size(); i++) {
            if (dataset.hasProfiles(series, shown.start(i), shown.end(i))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void addTotals(int series, long startNanos, long endNanos, PointTotals into)
            throws IOException {
        TimeRanges shown = shown(series, startNanos, endNanos);
        for (int i = 0; i < shown.size(); i++) {
            dataset.addTotals(series, shown.start(i), shown.end(i), into);
        }
    }

    @Override
    public void latestPeriods(
            int[] series, int count, long startNanos, long endNanos, LatestPeriods into)
            throws IOException {
        Map<TimeRanges, IdList> groups = byShown(series, count, startNanos, endNanos);
        if (groups.size() == 1) {
            TimeRanges shown = groups.keySet().iterator().next();
            if (shown.size() == 1) {
                dataset.latestPeriods(series, count, shown.start(0), shown.end(0), into);
                return;
            }
        }
        ForwardingDataset.super.latestPeriods(series, count, startNanos, endNanos, into);
    }

    @Override
    public boolean addRange(int[] series, int count, long startNanos, long endNanos, long[] sums)
            throws IOException {
        boolean isAny = false;
        for (Map.Entry<TimeRanges, IdList> group :
                byShown(series, count, startNanos, endNanos).entrySet()) {
            TimeRanges shown = group.getKey();
            IdList list = group.getValue();
            for (int i = 0; i < shown.size(); i++) {
                isAny |= dataset.addRange(list.ids, list.size, shown.start(i), shown.end(i), sums);
            }
        }
        return isAny;
    }

    /// Some series in groups of which the same counts. Most often that is one.
    private Map<TimeRanges, IdList> byShown(int[] series, int count, long startNanos, long endNanos)
            throws IOException {
        Map<TimeRanges, IdList> groups = new HashMap<>();
        for (int i = 0; i < count; i++) {
            TimeRanges shown = shown(series[i], startNanos, endNanos);
            groups.computeIfAbsent(shown, _ -> new IdList(count)).add(series[i]);
        }
        return groups;
    }

    /// Some ids of series, ascending.
    private static final class IdList {

        private final int[] ids;
        private int size;

        IdList(int most) {
            this.ids = new int[most];
        }

        void add(int id) {
            ids[size++] = id;
        }
    }

    @Override
    public int stackCount() throws IOException {
        return dataset.stackCount();
    }

    @Override
    public Symbols symbols(long[] sums) throws IOException {
        return dataset.symbols(sums);
    }

    /// Costs do not tell series apart, so that nothing of any may be hidden.
    @Override
    public @Nullable HourlyCosts hourlyCosts() throws IOException {
        for (int series = 0; series < dataset.seriesCount(); series++) {
            if (!shown(series, minNanos, maxNanos).equals(TimeRanges.of(minNanos, maxNanos))) {
                return null;
            }
        }
        return dataset.hourlyCosts();
    }
}
