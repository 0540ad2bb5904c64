// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;
import java.util.List;

/// A source without what is hidden of it.
public final class HidingSource implements ProfileSource {

    private final ProfileSource source;
    private final HiddenTimes hidden;

    private HidingSource(ProfileSource source, HiddenTimes hidden) {
        this.source = source;
        this.hidden = hidden;
    }

    /// A source as it looks without what is hidden; the source itself if that is nothing.
    public static ProfileSource over(ProfileSource source, HiddenTimes hidden) {
        boolean isAffected = hidden.mayHide(source.minTimeNanos(), source.maxTimeNanos());
        return isAffected ? new HidingSource(source, hidden) : source;
    }

    @Override
    public List<Dataset> datasets() throws IOException {
        return source.datasets().stream().<Dataset>map(this::hiding).toList();
    }

    private Dataset hiding(Dataset dataset) {
        return new HidingDataset(dataset, hidden, minTimeNanos(), maxTimeNanos());
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
}
