// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.ProfileIdSet;
import dev.hearth.model.Symbols;
import java.io.IOException;
import java.util.Arrays;

/// A dataset as it looks without the copies of profiles that count elsewhere.
///
/// Whatever is asked is answered profile by profile: nothing that was added up beforehand, and no
/// answer that was kept, knows what does not count. Profiles with one id are of one series.
///
/// @param keep ids of marked profiles that count, the first of each
/// @param hide ids of others that do not
record RepeatDataset(Dataset dataset, ProfileIdSet keep, ProfileIdSet hide)
        implements ForwardingDataset {

    @Override
    public void profiles(int series, long startNanos, long endNanos, ProfileRows into)
            throws IOException {
        int before = into.size();
        dataset.profiles(series, startNanos, endNanos, into);
        if (into.size() == before) {
            return;
        }
        int[] marked = rows(series, false);
        int[] kept = marked.length == 0 ? marked : rows(series, true);
        into.keepFrom(
                before,
                (row, _, high, low) ->
                        Arrays.binarySearch(marked, row) >= 0
                                ? Arrays.binarySearch(kept, row) >= 0
                                : !hide.contains(high, low));
    }

    @Override
    public void marked(int series, ProfileRows into) throws IOException {
        int before = into.size();
        dataset.marked(series, into);
        ProfileIdSet seen = new ProfileIdSet();
        into.keepFrom(before, (_, _, high, low) -> keep.contains(high, low) && seen.add(high, low));
    }

    /// Marked profiles of a series, or those of them that count; ascending.
    private int[] rows(int series, boolean areKept) throws IOException {
        if (dataset.markedCount() == 0) {
            return new int[0];
        }
        ProfileRows found = new ProfileRows();
        if (areKept) {
            marked(series, found);
        } else {
            dataset.marked(series, found);
        }
        int[] rows = new int[found.size()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = found.row(i);
        }
        Arrays.sort(rows);
        return rows;
    }

    @Override
    public long size() {
        return dataset.size();
    }

    @Override
    public int stackCount() throws IOException {
        return dataset.stackCount();
    }

    @Override
    public Symbols symbols(long[] sums) throws IOException {
        return dataset.symbols(sums);
    }
}
