// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Symbols;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A source in which addresses get names as they are read.
record NamedSource(ProfileSource source, TenantId tenant, AddressNames names)
        implements ProfileSource {

    @Override
    public List<Dataset> datasets() throws IOException {
        return source.datasets().stream().<Dataset>map(this::named).toList();
    }

    private NamedDataset named(Dataset dataset) {
        return new NamedDataset(dataset, tenant, names);
    }

    @Override
    public long markedCount() {
        return source.markedCount();
    }

    @Override
    public long minTimeNanos() {
        return source.minTimeNanos();
    }

    @Override
    public long maxTimeNanos() {
        return source.maxTimeNanos();
    }

    private record NamedDataset(Dataset dataset, TenantId tenant, AddressNames names)
            implements ForwardingDataset {

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
        }

        @Override
        public boolean hasProfiles(int series, long startNanos, long endNanos) throws IOException {
            return dataset.hasProfiles(series, startNanos, endNanos);
        }

        @Override
        public void addTotals(int series, long startNanos, long endNanos, PointTotals into)
                throws IOException {
            dataset.addTotals(series, startNanos, endNanos, into);
        }

        @Override
        public void latestPeriods(
                int[] series, int count, long startNanos, long endNanos, LatestPeriods into)
                throws IOException {
            dataset.latestPeriods(series, count, startNanos, endNanos, into);
        }

        @Override
        public boolean addRange(
                int[] series, int count, long startNanos, long endNanos, long[] sums)
                throws IOException {
            return dataset.addRange(series, count, startNanos, endNanos, sums);
        }

        @Override
        public int stackCount() throws IOException {
            return dataset.stackCount();
        }

        /// Functions that get their names only now are not in costs that were added up before.
        @Override
        public @Nullable HourlyCosts hourlyCosts() throws IOException {
            HourlyCosts costs = dataset.hourlyCosts();
            return costs != null && !names.mayName(tenant, costs.functions()) ? costs : null;
        }

        @Override
        public Symbols symbols() throws IOException {
            return names.name(tenant, dataset.symbols(), dataset.stacks(), null);
        }

        @Override
        public Symbols symbols(long[] sums) throws IOException {
            return names.name(tenant, dataset.symbols(), dataset.stacks(), sums);
        }
    }
}
