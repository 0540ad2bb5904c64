// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.ProfileIdSet;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks for ids of profiles. For one thread.
final class IdWorker implements QueryPool.Worker {

    private final List<Dataset> datasets;
    private final Selection selection;
    private final @Nullable ProfileIdSet wanted;
    private final Cancellation cancellation;
    private final ProfileRows rows = new ProfileRows();
    private final ProfileIdSet found = new ProfileIdSet();

    /// @param wanted ids that are looked for; null for those of marked profiles
    IdWorker(
            List<Dataset> datasets,
            Selection selection,
            @Nullable ProfileIdSet wanted,
            Cancellation cancellation) {
        this.datasets = datasets;
        this.selection = selection;
        this.wanted = wanted;
        this.cancellation = cancellation;
    }

    ProfileIdSet found() {
        return found;
    }

    @Override
    public void run(int task) throws IOException {
        Dataset dataset = datasets.get(task);
        if (wanted == null && dataset.markedCount() == 0) {
            return;
        }
        for (int series = 0; series < dataset.seriesCount(); series++) {
            if (selection.series().matches(dataset.labels(series))) {
                cancellation.check();
                look(dataset, series, wanted);
            }
        }
    }

    private void look(Dataset dataset, int series, @Nullable ProfileIdSet ids) throws IOException {
        rows.clear();
        long start = selection.startNanos();
        long end = selection.endNanos();
        if (ids == null) {
            dataset.marked(series, rows);
            rows.keepFrom(0, (_, time, _, _) -> time >= start && time <= end);
            rows.eachId(found::add);
        } else {
            dataset.profiles(series, start, end, rows);
            rows.eachId((high, low) -> ids.contains(high, low) && found.add(high, low));
        }
    }
}
