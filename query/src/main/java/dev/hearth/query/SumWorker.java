// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// Adds up the samples of datasets by stack: dense, one number a stack, so that a sample costs one
/// addition.
final class SumWorker<P extends StackSums> implements QueryPool.Worker {

    private final List<Dataset> datasets;
    private final Selection selection;
    private final P part;
    private final Cancellation cancellation;
    private final ProfileRows rows = new ProfileRows();
    private int[] series = new int[16];
    private long[] sums = new long[0];

    SumWorker(List<Dataset> datasets, Selection selection, P part, Cancellation cancellation) {
        this.datasets = datasets;
        this.selection = selection;
        this.part = part;
        this.cancellation = cancellation;
    }

    P part() {
        return part;
    }

    @Override
    public void run(int task) throws IOException {
        Dataset dataset = datasets.get(task);
        int count = findSeries(dataset);
        if (count == 0) {
            return;
        }
        cancellation.check();
        boolean isAny =
                selection.isByTime() ? addRange(dataset, count) : addProfiles(dataset, count);
        if (!isAny) {
            return;
        }
        cancellation.check();
        StackTable stacks = dataset.stacks();
        Symbols symbols = dataset.symbols(sums);
        selection.callSite().keepOnly(stacks, symbols, sums);
        part.add(stacks, symbols, sums);
    }

    /// Puts the ids of the chosen series into [#series]; returns how many they are.
    private int findSeries(Dataset dataset) throws IOException {
        int count = 0;
        for (int id = 0; id < dataset.seriesCount(); id++) {
            if (selection.series().matches(dataset.labels(id))) {
                if (count == series.length) {
                    series = Arrays.copyOf(series, count * 2);
                }
                series[count++] = id;
            }
        }
        return count;
    }

    private boolean addRange(Dataset dataset, int count) throws IOException {
        long start = selection.startNanos();
        long end = selection.endNanos();
        clearSums(dataset.stackCount());
        if (!dataset.addRange(series, count, start, end, sums)) {
            return false;
        }
        if (part.needsPeriod()) {
            dataset.latestPeriods(series, count, start, end, part::addPeriod);
        }
        return true;
    }

    private boolean addProfiles(Dataset dataset, int count) throws IOException {
        rows.clear();
        for (int i = 0; i < count; i++) {
            cancellation.check();
            selection.collect(dataset, series[i], rows);
        }
        if (rows.size() == 0) {
            return false;
        }
        if (part.needsPeriod()) {
            addPeriods(dataset);
        }
        clearSums(dataset.stackCount());
        dataset.addSamples(rows, selection.samples(), sums);
        return true;
    }

    private void clearSums(int size) {
        if (sums.length < size) {
            sums = new long[size];
        } else {
            Arrays.fill(sums, 0, size, 0);
        }
    }

    private void addPeriods(Dataset dataset) throws IOException {
        long latest = rows.latestNanos();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.timeNanos(i) == latest) {
                part.addPeriod(latest, dataset.period(rows.row(i)));
            }
        }
    }
}
