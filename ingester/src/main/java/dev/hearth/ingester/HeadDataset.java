// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.Labels;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.query.Dataset;
import dev.hearth.query.Observations;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.SampleFilter;

/// One service in a head as queries see it; a row is the profile's row in the head. A series may be
/// without profiles where the source does not begin with the head.
final class HeadDataset implements Dataset {

    private final DatasetView view;
    private final Symbols symbols;
    private final int firstRow;

    /// @param firstRow rows before it are left out
    HeadDataset(DatasetView view, Symbols symbols, int firstRow) {
        this.view = view;
        this.symbols = symbols;
        this.firstRow = firstRow;
    }

    @Override
    public String service() {
        return view.service();
    }

    @Override
    public int seriesCount() {
        return view.series().count();
    }

    @Override
    public Labels labels(int series) {
        return view.series().get(series);
    }

    @Override
    public void profiles(int series, long startNanos, long endNanos, ProfileRows into) {
        ProfileColumns columns = view.profiles();
        SeriesRows rows = view.rows();
        int end = rows.end(series);
        for (int i = rows.firstAt(series, startNanos, columns.times); i < end; i++) {
            int row = rows.row(i);
            if (columns.times[row] > endNanos) {
                return;
            }
            if (row >= firstRow) {
                into.add(
                        row,
                        columns.times[row],
                        columns.totals[row],
                        columns.idHighs[row],
                        columns.idLows[row]);
            }
        }
    }

    /// At most; what stands before the first row is counted, too.
    @Override
    public long markedCount() {
        return view.markedCount();
    }

    @Override
    public void marked(int series, ProfileRows into) {
        if (view.markedCount() == 0) {
            return;
        }
        ProfileColumns columns = view.profiles();
        SeriesRows rows = view.rows();
        for (int i = rows.start(series); i < rows.end(series); i++) {
            int row = rows.row(i);
            if (row >= firstRow && columns.isMarked[row]) {
                into.add(
                        row,
                        columns.times[row],
                        columns.totals[row],
                        columns.idHighs[row],
                        columns.idLows[row]);
            }
        }
    }

    @Override
    public void addSamples(ProfileRows rows, SampleFilter filter, long[] sums) {
        switch (filter) {
            case SampleFilter.All() -> addAll(rows, sums);
            case SampleFilter.Spans(java.util.Set<Long> spans) ->
                    addSome(rows, WantedIds.spans(spans), sums);
            case SampleFilter.Traces(java.util.Set<dev.hearth.model.ProfileId> traces) ->
                    addSome(rows, WantedIds.traces(traces), sums);
        }
    }

    @Override
    public void observations(ProfileRows rows, Observations into) {
        SampleDecoder decoder = view.decoder();
        long[] addresses = view.profiles().samples;
        for (int i = 0; i < rows.size(); i++) {
            decoder.addObservations(addresses[rows.row(i)], i, into);
        }
    }

    @Override
    public long period(int row) {
        return view.profiles().periods[row];
    }

    @Override
    public StackTable stacks() {
        return view.stacks();
    }

    @Override
    public Symbols symbols() {
        return symbols;
    }

    private void addAll(ProfileRows rows, long[] sums) {
        SampleDecoder decoder = view.decoder();
        long[] addresses = view.profiles().samples;
        for (int i = 0; i < rows.size(); i++) {
            decoder.addAll(addresses[rows.row(i)], sums);
        }
    }

    private void addSome(ProfileRows rows, WantedIds wanted, long[] sums) {
        SampleDecoder decoder = view.decoder();
        long[] addresses = view.profiles().samples;
        for (int i = 0; i < rows.size(); i++) {
            decoder.addSome(addresses[rows.row(i)], wanted, sums);
        }
    }
}
