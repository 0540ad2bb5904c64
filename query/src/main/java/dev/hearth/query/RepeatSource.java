// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.ProfileIdSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A source as it looks without the copies of profiles that count elsewhere.
final class RepeatSource implements ProfileSource {

    private final ProfileSource source;
    private final ProfileIdSet keep;
    private final ProfileIdSet hide;

    private RepeatSource(ProfileSource source, ProfileIdSet keep, ProfileIdSet hide) {
        this.source = source;
        this.keep = keep;
        this.hide = hide;
    }

    /// Of several sources with a profile that is to be kept the first keeps it.
    static List<ProfileSource> over(List<ProfileSource> sources, Repeats.Known known)
            throws IOException {
        if (sources.size() == 1) {
            return List.of(over(sources.getFirst(), known));
        }
        List<ProfileSource> views = new ArrayList<>(sources.size());
        ProfileIdSet taken = new ProfileIdSet();
        for (ProfileSource source : sources) {
            ProfileIdSet keep = new ProfileIdSet();
            if (source.markedCount() > 0 && !known.keep().isEmpty()) {
                eachMarked(
                        source,
                        (high, low) ->
                                known.keep().contains(high, low)
                                        && taken.add(high, low)
                                        && keep.add(high, low));
            }
            views.add(over(source, new Repeats.Known(keep, known.hide())));
        }
        return List.copyOf(views);
    }

    /// What the only source of a share looks like.
    static ProfileSource over(ProfileSource source, Repeats.Known known) {
        return source.markedCount() == 0 && known.hide().isEmpty()
                ? source
                : new RepeatSource(source, known.keep(), known.hide());
    }

    private static void eachMarked(ProfileSource source, ProfileIdSet.Each each)
            throws IOException {
        ProfileRows rows = new ProfileRows();
        for (Dataset dataset : source.datasets()) {
            if (dataset.markedCount() > 0) {
                for (int series = 0; series < dataset.seriesCount(); series++) {
                    rows.clear();
                    dataset.marked(series, rows);
                    rows.eachId(each);
                }
            }
        }
    }

    @Override
    public List<Dataset> datasets() throws IOException {
        return source.datasets().stream()
                .<Dataset>map(dataset -> new RepeatDataset(dataset, keep, hide))
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

    @Override
    public long markedCount() {
        return source.markedCount();
    }
}
