// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.query.Dataset;
import dev.hearth.query.ForwardingDataset;
import dev.hearth.query.ProfileSource;
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

    private record PlainDataset(Dataset dataset) implements ForwardingDataset {}
}
