// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.FunctionFrames;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileId;
import dev.hearth.model.StackTable;
import dev.hearth.model.Symbols;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A source in memory that keeps what functions cost by the hour, as a block does.
public final class CostedSource implements ProfileSource {

    private final MemorySource source = new MemorySource();
    private final AtomicInteger labelsRead = new AtomicInteger();

    /// See [MemorySource#add].
    public ProfileId add(Labels labels, long timeNanos, String... samples) {
        return source.add(labels, timeNanos, samples);
    }

    /// How often the labels of a series were read.
    public int labelsRead() {
        return labelsRead.get();
    }

    @Override
    public List<Dataset> datasets() {
        return source.datasets().stream()
                .<Dataset>map(each -> new CostedDataset(each, labelsRead))
                .toList();
    }

    @Override
    public long minTimeNanos() {
        return source.minTimeNanos();
    }

    @Override
    public long maxTimeNanos() {
        return source.maxTimeNanos();
    }

    private record CostedDataset(Dataset dataset, AtomicInteger labelsRead)
            implements ForwardingDataset, HourlyCosts {

        @Override
        public HourlyCosts hourlyCosts() {
            return this;
        }

        @Override
        public Symbols functions() throws IOException {
            return dataset.symbols();
        }

        @Override
        public void read(
                String profileType, boolean[] isWanted, long startNanos, long endNanos, Rows into)
                throws IOException {
            Map<Long, ProfileRows> byHour = new TreeMap<>();
            ProfileRows rows = new ProfileRows();
            for (int id = 0; id < dataset.seriesCount(); id++) {
                if (dataset.labels(id).getOrEmpty(Labels.PROFILE_TYPE).equals(profileType)) {
                    dataset.profiles(id, Long.MIN_VALUE, Long.MAX_VALUE, rows);
                }
            }
            for (int i = 0; i < rows.size(); i++) {
                long hour = Math.floorDiv(rows.timeNanos(i), HOUR_NANOS) * HOUR_NANOS;
                if (hour >= startNanos && hour <= endNanos) {
                    byHour.computeIfAbsent(hour, _ -> new ProfileRows()).add(rows, i);
                }
            }
            StackTable stacks = dataset.stacks();
            FunctionFrames frames = FunctionFrames.some(stacks, dataset.symbols(), isWanted);
            long[] selfs = new long[isWanted.length];
            long[] totals = new long[isWanted.length];
            for (Map.Entry<Long, ProfileRows> hour : byHour.entrySet()) {
                long[] sums = new long[stacks.size()];
                dataset.addSamples(hour.getValue(), new SampleFilter.All(), sums);
                frames.add(sums, selfs, totals);
                for (int f = 0; f < selfs.length; f++) {
                    if (totals[f] != 0) {
                        into.add(f, hour.getKey(), selfs[f], totals[f]);
                    }
                }
                Arrays.fill(selfs, 0);
                Arrays.fill(totals, 0);
            }
        }

        @Override
        public Labels labels(int series) throws IOException {
            labelsRead.incrementAndGet();
            return dataset.labels(series);
        }
    }
}
