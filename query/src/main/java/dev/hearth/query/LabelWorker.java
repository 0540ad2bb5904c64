// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collects facts about the labels of series that have a profile in the selection. Whether one has
/// is looked up only if it would tell something new.
final class LabelWorker<T> implements QueryPool.Worker {

    private final List<Dataset> datasets;
    private final Selection selection;
    private final LabelFacts<T> facts;
    private final Cancellation cancellation;
    private final ProfileRows rows = new ProfileRows();
    private final Set<T> found = new HashSet<>();

    LabelWorker(
            List<Dataset> datasets,
            Selection selection,
            LabelFacts<T> facts,
            Cancellation cancellation) {
        this.datasets = datasets;
        this.selection = selection;
        this.facts = facts;
        this.cancellation = cancellation;
    }

    Set<T> found() {
        return found;
    }

    @Override
    public void run(int task) throws IOException {
        Dataset dataset = datasets.get(task);
        for (int series = 0; series < dataset.seriesCount(); series++) {
            Labels labels = dataset.labels(series);
            if (!selection.series().matches(labels)) {
                continue;
            }
            List<T> news = facts.of(labels);
            if (!found.containsAll(news)) {
                cancellation.check();
                if (hasProfile(dataset, series)) {
                    found.addAll(news);
                }
            }
        }
    }

    private boolean hasProfile(Dataset dataset, int series) throws IOException {
        if (selection.profiles().isEmpty()) {
            return dataset.hasProfiles(series, selection.startNanos(), selection.endNanos());
        }
        rows.clear();
        selection.collect(dataset, series, rows);
        return rows.size() > 0;
    }
}
