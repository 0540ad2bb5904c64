// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.query.PointTotals;
import dev.hearth.query.SampleFilter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds up one service's samples and totals over time: from roll-ups where whole buckets are asked
/// for, as far as there are roll-ups, and else from single profiles. Safe for many threads.
final class StoredSums {

    private static final SampleFilter ALL = new SampleFilter.All();

    /// Further from 1970 than this, in nanoseconds, buckets are not used: 146 years.
    private static final long FAR = 1L << 62;

    private static final int BYTES_PER_SAMPLE = 12;

    /// Samples of single profiles up to this many are kept decoded.
    private static final int HOT = 1 << 20;

    private final StoredFiles files;
    private final StoredTables tables;
    private final SegmentFooter.Rows stacks;
    private final Map<BlockFile, SegmentFooter.Rows> samples;
    private final List<Rollup> rollups;
    private final long minNanos;
    private final long maxNanos;

    /// @param stacks stacks of the service
    /// @param samples rows of the service in the files of samples that are to be kept decoded
    /// @param rollups what there is, the longest first
    /// @param minNanos no profile is earlier
    /// @param maxNanos no profile is later
    StoredSums(
            StoredFiles files,
            StoredTables tables,
            SegmentFooter.Rows stacks,
            Map<BlockFile, SegmentFooter.Rows> samples,
            List<Rollup> rollups,
            long minNanos,
            long maxNanos) {
        this.files = files;
        this.tables = tables;
        this.stacks = stacks;
        this.samples = samples;
        this.rollups = minNanos > -FAR && maxNanos < FAR ? rollups : List.of();
        this.minNanos = minNanos;
        this.maxNanos = maxNanos;
    }

    /// Where there is no profile an edge need not be exact: it is moved outwards to where the
    /// longest bucket begins.
    private RangePlan plan(long startNanos, long endNanos) {
        if (startNanos > maxNanos || endNanos < minNanos) {
            return new RangePlan(List.of());
        }
        long start = Math.max(startNanos, minNanos);
        long end = Math.min(endNanos, maxNanos);
        if (!rollups.isEmpty()) {
            Rollup longest = rollups.getFirst();
            start = start == minNanos ? longest.floor(start) : start;
            end = end == maxNanos ? longest.floor(end) + longest.nanos - 1 : end;
        }
        return RangePlan.of(rollups, start, end);
    }

    /// @param series the series, ascending
    boolean addRange(int[] series, long startNanos, long endNanos, long[] sums) throws IOException {
        RangePlan plan = plan(startNanos, endNanos);
        boolean isAny = addSteps(null, plan.steps(null), series, sums);
        for (Rollup rollup : rollups) {
            isAny |= addSteps(rollup, plan.steps(rollup), series, sums);
        }
        return isAny;
    }

    private boolean addSteps(
            @Nullable Rollup rollup, List<RangePlan.Step> steps, int[] series, long[] sums)
            throws IOException {
        if (steps.isEmpty()) {
            return false;
        }
        SampleIndex index = rollup == null ? tables.profiles() : tables.buckets(rollup);
        RowRanges ranges = new RowRanges();
        boolean isAny = false;
        for (int id : series) {
            for (RangePlan.Step step : steps) {
                int first = index.first(id, step.startNanos());
                int end = index.end(id, step.endNanos());
                if (first < end) {
                    isAny = true;
                    ranges.add(index.firstSample(first), index.firstSample(end));
                }
            }
        }
        add(rollup == null ? BlockFile.SAMPLES : rollup.samples, ranges, ALL, sums);
        return isAny;
    }

    /// Adds the chosen ones of some samples.
    void addSamples(RowRanges ranges, SampleFilter filter, long[] sums) throws IOException {
        add(BlockFile.SAMPLES, ranges, filter, sums);
    }

    private void add(BlockFile file, RowRanges ranges, SampleFilter filter, long[] sums)
            throws IOException {
        if (ranges.size() == 0) {
            return;
        }
        files.decode(
                file,
                reader -> {
                    SegmentFooter.Rows rows = samples.get(file);
                    if (rows == null || !(filter instanceof SampleFilter.All) || !isHot(ranges)) {
                        new SampleSums(reader, ranges, stacks, sums).add(filter);
                        return sums;
                    }
                    String part = file.fileName() + " of stack " + stacks.first();
                    try (HotSamples hot = new HotSamples(files, reader, part, rows, stacks)) {
                        hot.add(ranges, sums);
                    }
                    return sums;
                });
    }

    /// Whether decoded columns are worth their place: not so if one question fills the cache.
    private boolean isHot(RowRanges ranges) {
        return ranges.rows() <= HOT
                && ranges.rows() * BYTES_PER_SAMPLE <= files.cache().maxBytes() / 4;
    }

    boolean hasProfiles(int series, long startNanos, long endNanos) throws IOException {
        RangePlan plan = plan(startNanos, endNanos);
        for (Rollup rollup : rollups) {
            List<RangePlan.Step> steps = plan.steps(rollup);
            if (!steps.isEmpty() && hasAny(tables.buckets(rollup), steps, series)) {
                return true;
            }
        }
        List<RangePlan.Step> rest = plan.steps(null);
        return !rest.isEmpty() && hasAny(tables.profiles(), rest, series);
    }

    private static boolean hasAny(SampleIndex index, List<RangePlan.Step> steps, int series) {
        for (RangePlan.Step step : steps) {
            if (index.first(series, step.startNanos()) < index.end(series, step.endNanos())) {
                return true;
            }
        }
        return false;
    }

    void addTotals(int series, long startNanos, long endNanos, PointTotals into)
            throws IOException {
        long start = Math.max(startNanos, minNanos);
        long end = Math.min(endNanos, maxNanos);
        if (start <= end) {
            addTotals(0, series, start, end, into);
        }
    }

    /// Takes the buckets of a length that lie in the range and in one point, and what lies in
    /// others from shorter ones.
    private void addTotals(int length, int series, long start, long end, PointTotals into)
            throws IOException {
        if (length == rollups.size()) {
            addProfiles(series, start, end, into);
            return;
        }
        Rollup rollup = rollups.get(length);
        StoredParts.Buckets buckets = tables.buckets(rollup);
        int behind = buckets.end(series, end);
        for (int row = buckets.first(series, rollup.floor(start)); row < behind; row++) {
            long first = Math.max(buckets.times[row], minNanos);
            long last = Math.min(buckets.times[row] + rollup.nanos - 1, maxNanos);
            if (first >= start && last <= end && into.point(first) == into.point(last)) {
                into.add(into.point(first), buckets.totals[row], buckets.profiles[row]);
            } else {
                addTotals(length + 1, series, Math.max(first, start), Math.min(last, end), into);
            }
        }
    }

    private void addProfiles(int series, long start, long end, PointTotals into)
            throws IOException {
        StoredParts.Profiles profiles = tables.profiles();
        int row = profiles.first(series, start);
        int behind = profiles.end(series, end);
        if (row >= behind) {
            return;
        }
        long[] totals = tables.totals();
        for (; row < behind; row++) {
            into.add(into.point(profiles.times[row]), totals[row], 1);
        }
    }
}
