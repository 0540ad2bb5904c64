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
        rows.clear();
        for (int series = 0; series < dataset.seriesCount(); series++) {
            if (selection.series().matches(dataset.labels(series))) {
                cancellation.check();
                selection.collect(dataset, series, rows);
            }
        }
        if (rows.size() == 0) {
            return;
        }
        if (part.needsPeriod()) {
            addPeriods(dataset);
        }
        StackTable stacks = dataset.stacks();
        int size = stacks.size();
        if (sums.length < size) {
            sums = new long[size];
        } else {
            Arrays.fill(sums, 0, size, 0);
        }
        dataset.addSamples(rows, selection.samples(), sums);
        cancellation.check();
        Symbols symbols = dataset.symbols(sums);
        selection.callSite().keepOnly(stacks, symbols, sums);
        part.add(stacks, symbols, sums);
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
