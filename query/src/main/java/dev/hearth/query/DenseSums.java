// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;
import java.util.Arrays;

/// Adds up the samples of one dataset after another by stack: dense, one number a stack, so that a
/// sample costs one addition. For one thread.
final class DenseSums {

    private final Selection selection;
    private final Cancellation cancellation;
    private final ProfileRows rows = new ProfileRows();
    private long[] sums = new long[0];

    DenseSums(Selection selection, Cancellation cancellation) {
        this.selection = selection;
        this.cancellation = cancellation;
    }

    /// What was added up; longer than there are stacks, perhaps.
    long[] sums() {
        return sums;
    }

    /// Sets the sums of some stacks to 0.
    ///
    /// @param size how many stacks there are
    void clear(int size) {
        if (sums.length < size) {
            sums = new long[size];
        } else {
            Arrays.fill(sums, 0, size, 0);
        }
    }

    /// Adds up what is chosen of a dataset.
    ///
    /// @param chosen its series
    /// @return whether there is any profile; if not, nothing is known of the sums
    boolean add(Dataset dataset, SeriesChoice chosen) throws IOException {
        if (selection.isByTime()) {
            clear(dataset.stackCount());
            return dataset.addRange(
                    chosen.ids(),
                    chosen.count(),
                    selection.startNanos(),
                    selection.endNanos(),
                    sums);
        }
        rows.clear();
        for (int i = 0; i < chosen.count(); i++) {
            cancellation.check();
            selection.collect(dataset, chosen.ids()[i], rows);
        }
        if (rows.size() == 0) {
            return false;
        }
        clear(dataset.stackCount());
        dataset.addSamples(rows, selection.samples(), sums);
        return true;
    }

    /// Tells the periods of the latest profiles of what was added last.
    void latestPeriods(Dataset dataset, SeriesChoice chosen, LatestPeriods into)
            throws IOException {
        if (selection.isByTime()) {
            dataset.latestPeriods(
                    chosen.ids(),
                    chosen.count(),
                    selection.startNanos(),
                    selection.endNanos(),
                    into);
            return;
        }
        long latest = rows.latestNanos();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.timeNanos(i) == latest) {
                into.add(latest, dataset.period(rows.row(i)));
            }
        }
    }
}
