// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.Labels;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.query.Dataset;
import dev.hearth.query.FixedContent;
import dev.hearth.query.HourlyCosts;
import dev.hearth.query.LatestPeriods;
import dev.hearth.query.Observations;
import dev.hearth.query.PointTotals;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.SampleFilter;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// One service's part of a segment or a block. Handles of profiles are rows of the tables.
final class StoredDataset implements Dataset {

    private final String service;
    private final StoredFiles files;
    private final StoredTables tables;
    private final SegmentFooter.Rows series;
    private final SegmentFooter.Rows stacks;
    private final int firstLocation;
    private final StoredSums sums;
    private final Extent extent;
    private final @Nullable HourlyCosts costs;

    /// @param tables tables that the service is in
    /// @param series its series in the file
    /// @param stacks its stacks in the file
    /// @param firstLocation location that has the number 0 in the tables
    /// @param costs what its functions cost, if that is stored
    StoredDataset(
            String service,
            StoredFiles files,
            StoredTables tables,
            SegmentFooter.Rows series,
            SegmentFooter.Rows stacks,
            int firstLocation,
            StoredSums sums,
            Extent extent,
            @Nullable HourlyCosts costs) {
        this.service = service;
        this.files = files;
        this.tables = tables;
        this.series = series;
        this.stacks = stacks;
        this.firstLocation = firstLocation;
        this.sums = sums;
        this.extent = extent;
        this.costs = costs;
    }

    /// How much there is.
    ///
    /// @param samples rows of samples
    /// @param marked marked profiles, at most
    /// @param content its name: what it holds never changes
    record Extent(long samples, long marked, FixedContent content) {}

    @Override
    public long size() {
        return extent.samples();
    }

    @Override
    public FixedContent content() {
        return extent.content();
    }

    @Override
    public String service() {
        return service;
    }

    @Override
    public int seriesCount() {
        return series.count();
    }

    @Override
    public Labels labels(int id) throws IOException {
        return tables.series().labels[inTables(id)];
    }

    /// The number that a series has in the tables.
    private int inTables(int id) {
        if (id < 0 || id >= series.count()) {
            throw new IllegalArgumentException(
                    "series is %d (expected 0 to %d)".formatted(id, series.count() - 1));
        }
        return series.first() - tables.first(BlockFile.SERIES) + id;
    }

    private int[] inTables(int[] ids, int count) {
        int[] found = new int[count];
        for (int i = 0; i < count; i++) {
            found[i] = inTables(ids[i]);
        }
        return found;
    }

    @Override
    public void profiles(int id, long startNanos, long endNanos, ProfileRows into)
            throws IOException {
        StoredParts.Profiles profiles = tables.profiles();
        int row = profiles.first(inTables(id), startNanos);
        int end = profiles.end(inTables(id), endNanos);
        if (row >= end) {
            return;
        }
        long[] totals = tables.totals();
        long[] ids = tables.ids();
        for (; row < end; row++) {
            into.add(row, profiles.times[row], totals[row], ids[2 * row], ids[2 * row + 1]);
        }
    }

    @Override
    public long markedCount() {
        return extent.marked();
    }

    @Override
    public void marked(int id, ProfileRows into) throws IOException {
        if (extent.marked() == 0) {
            return;
        }
        StoredParts.Profiles profiles = tables.profiles();
        int end = profiles.end(inTables(id), Long.MAX_VALUE);
        BitSet marked = tables.marked();
        int row = marked.nextSetBit(profiles.first(inTables(id), Long.MIN_VALUE));
        long[] totals = tables.totals();
        long[] ids = tables.ids();
        for (; row >= 0 && row < end; row = marked.nextSetBit(row + 1)) {
            into.add(row, profiles.times[row], totals[row], ids[2 * row], ids[2 * row + 1]);
        }
    }

    @Override
    public boolean hasProfiles(int id, long startNanos, long endNanos) throws IOException {
        return sums.hasProfiles(inTables(id), startNanos, endNanos);
    }

    @Override
    public void addTotals(int id, long startNanos, long endNanos, PointTotals into)
            throws IOException {
        sums.addTotals(inTables(id), startNanos, endNanos, into);
    }

    @Override
    public void latestPeriods(
            int[] ids, int count, long startNanos, long endNanos, LatestPeriods into)
            throws IOException {
        StoredParts.Profiles profiles = tables.profiles();
        long latest = Long.MIN_VALUE;
        for (int id : inTables(ids, count)) {
            int end = profiles.end(id, endNanos);
            if (end > profiles.first(id, startNanos)) {
                latest = Math.max(latest, profiles.times[end - 1]);
            }
        }
        for (int id : inTables(ids, count)) {
            int end = profiles.end(id, latest);
            for (int row = profiles.first(id, Math.max(latest, startNanos)); row < end; row++) {
                into.add(latest, period(row));
            }
        }
    }

    @Override
    public boolean addRange(int[] ids, int count, long startNanos, long endNanos, long[] byStack)
            throws IOException {
        return sums.addRange(inTables(ids, count), startNanos, endNanos, byStack);
    }

    @Override
    public void addSamples(ProfileRows rows, SampleFilter filter, long[] byStack)
            throws IOException {
        if (rows.size() > 0) {
            sums.addSamples(RowRanges.of(rows, tables.profiles().sampleStarts), filter, byStack);
        }
    }

    @Override
    public void observations(ProfileRows rows, Observations into) throws IOException {
        if (rows.size() > 0 && files.has(BlockFile.OBSERVATIONS)) {
            tables.readObservations(rows, stacks, into);
        }
    }

    @Override
    public long period(int row) throws IOException {
        return tables.periods()[row];
    }

    @Override
    public int stackCount() {
        return stacks.count();
    }

    @Override
    public StackTable stacks() throws IOException {
        return files.cache()
                .get(
                        files.key("stacks", stacks.first()),
                        StoredParts.Stacks.class,
                        () ->
                                files.decode(
                                        BlockFile.STACKS,
                                        file -> StacksDecoder.read(file, stacks, firstLocation)))
                .table();
    }

    @Override
    public @Nullable HourlyCosts hourlyCosts() {
        return costs;
    }

    @Override
    public Symbols symbols() throws IOException {
        return tables.symbols().symbols();
    }
}
