// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A source that never changes, has a name, and counts how often samples and profiles of it are
/// read.
record FixedSource(String name, MemorySource source, AtomicInteger reads) implements ProfileSource {

    @Override
    public List<Dataset> datasets() {
        return source.datasets().stream().<Dataset>map(this::fixed).toList();
    }

    private Dataset fixed(Dataset dataset) {
        return new Fixed(this, dataset);
    }

    @Override
    public long minTimeNanos() {
        return source.minTimeNanos();
    }

    @Override
    public long maxTimeNanos() {
        return source.maxTimeNanos();
    }

    private record Fixed(FixedSource source, Dataset dataset) implements ForwardingDataset {

        @Override
        public FixedContent content() {
            return new FixedContent(
                    source.name() + "/" + service(), source.minTimeNanos(), source.maxTimeNanos());
        }

        @Override
        public void profiles(int series, long startNanos, long endNanos, ProfileRows into)
                throws IOException {
            source.reads().incrementAndGet();
            dataset.profiles(series, startNanos, endNanos, into);
        }
    }
}
