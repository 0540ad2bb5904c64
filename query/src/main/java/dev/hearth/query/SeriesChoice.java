// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The series of a dataset that a selection chooses, and the name under which an answer about them
/// may be kept. For one thread.
final class SeriesChoice {

    private final Selection selection;
    private int[] ids = new int[16];
    private int count;

    SeriesChoice(Selection selection) {
        this.selection = selection;
    }

    /// Chooses from another dataset.
    ///
    /// @return whether anything is chosen
    boolean choose(Dataset dataset) throws IOException {
        count = 0;
        for (int id = 0; id < dataset.seriesCount(); id++) {
            if (selection.series().matches(dataset.labels(id))) {
                if (count == ids.length) {
                    ids = Arrays.copyOf(ids, count * 2);
                }
                ids[count++] = id;
            }
        }
        return count > 0;
    }

    /// The chosen series, ascending; the first [#count] entries count.
    int[] ids() {
        return ids;
    }

    int count() {
        return count;
    }

    /// Begins the name of an answer about the chosen series, null if it cannot be kept. The range
    /// is cut to the times that the dataset has profiles of.
    ///
    /// @param kind what is asked
    @Nullable Fingerprint question(Dataset dataset, String kind) throws IOException {
        FixedContent content = dataset.content();
        if (content == null || !selection.isByTime()) {
            return null;
        }
        long start = Math.max(selection.startNanos(), content.minTimeNanos());
        long end = Math.min(selection.endNanos(), content.maxTimeNanos());
        Fingerprint question = new Fingerprint().add(content.name()).add(start).add(end).add(kind);
        question.add(count);
        for (int i = 0; i < count; i++) {
            question.add(ids[i]);
        }
        dataset.addDifferences(ids, count, start, end, question);
        return question;
    }
}
