// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.model.Labels;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import dev.hearth.query.Dataset;
import dev.hearth.query.Observations;
import dev.hearth.query.ProfileRows;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.SampleFilter;
import java.io.IOException;
import java.util.List;

/// A source that is only asked for single profiles, whatever it could add up by itself.
record PlainSource(ProfileSource source) implements ProfileSource {

    @Override
    public List<Dataset> datasets() throws IOException {
        return source.datasets().stream().<Dataset>map(PlainDataset::new).toList();
    }

    @Override
    public long minTimeNanos() {
        return source.minTimeNanos();
    }

    @Override
    public long maxTimeNanos() {
        return source.maxTimeNanos();
    }

    private record PlainDataset(Dataset dataset) implements Dataset {

        @Override
        public String service() {
            return dataset.service();
        }

        @Override
        public int seriesCount() {
            return dataset.seriesCount();
        }

        @Override
        public Labels labels(int series) throws IOException {
            return dataset.labels(series);
        }

        @Override
        public void profiles(int series, long startNanos, long endNanos, ProfileRows into)
                throws IOException {
            dataset.profiles(series, startNanos, endNanos, into);
        }

        @Override
        public void addSamples(ProfileRows rows, SampleFilter filter, long[] sums)
                throws IOException {
            dataset.addSamples(rows, filter, sums);
        }

        @Override
        public void observations(ProfileRows rows, Observations into) throws IOException {
            dataset.observations(rows, into);
        }

        @Override
        public long period(int row) throws IOException {
            return dataset.period(row);
        }

        @Override
        public StackTable stacks() throws IOException {
            return dataset.stacks();
        }

        @Override
        public Symbols symbols() throws IOException {
            return dataset.symbols();
        }
    }
}
