// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import java.io.IOException;

/// A dataset that hands on to another what every dataset must answer.
///
/// What a dataset may answer in a quicker way than by single profiles is not handed on: whether
/// that is still right is for each view to say.
public interface ForwardingDataset extends Dataset {

    /// Where answers come from.
    Dataset dataset();

    @Override
    default String service() {
        return dataset().service();
    }

    @Override
    default int seriesCount() {
        return dataset().seriesCount();
    }

    @Override
    default Labels labels(int series) throws IOException {
        return dataset().labels(series);
    }

    @Override
    default void profiles(int series, long startNanos, long endNanos, ProfileRows into)
            throws IOException {
        dataset().profiles(series, startNanos, endNanos, into);
    }

    @Override
    default long markedCount() {
        return dataset().markedCount();
    }

    @Override
    default void marked(int series, ProfileRows into) throws IOException {
        dataset().marked(series, into);
    }

    @Override
    default void addSamples(ProfileRows rows, SampleFilter filter, long[] sums) throws IOException {
        dataset().addSamples(rows, filter, sums);
    }

    @Override
    default void observations(ProfileRows rows, Observations into) throws IOException {
        dataset().observations(rows, into);
    }

    @Override
    default long period(int row) throws IOException {
        return dataset().period(row);
    }

    @Override
    default StackTable stacks() throws IOException {
        return dataset().stacks();
    }

    @Override
    default Symbols symbols() throws IOException {
        return dataset().symbols();
    }
}
