// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.Labels;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileId;
import dev.hearth.model.StackTable;
import org.jspecify.annotations.Nullable;

/// One service of a tenant in a head, as of one moment. Does not change; safe for many threads. The
/// arrays are shared with the writer, who only writes behind the counts.
final class DatasetView {

    private final String service;
    private final SeriesLabels series;
    private final ProfileColumns profiles;
    private final int profileCount;
    private final int markedCount;
    private final byte[][] samples;
    private final StackTable stacks;
    private final long minTimeNanos;
    private final long maxTimeNanos;

    /// Made when first asked for; two threads may both make it.
    private volatile @Nullable SeriesRows rows;

    /// @param profileCount rows that count
    /// @param markedCount how many of them are marked
    DatasetView(
            String service,
            SeriesLabels series,
            ProfileColumns profiles,
            int profileCount,
            int markedCount,
            byte[][] samples,
            StackTable stacks,
            long minTimeNanos,
            long maxTimeNanos) {
        this.service = service;
        this.series = series;
        this.profiles = profiles;
        this.profileCount = profileCount;
        this.markedCount = markedCount;
        this.samples = samples;
        this.stacks = stacks;
        this.minTimeNanos = minTimeNanos;
        this.maxTimeNanos = maxTimeNanos;
    }

    /// Labels by series id, a prefix of an array that the writer goes on filling.
    static final class SeriesLabels {

        private final Labels[] labels;
        private final int count;

        SeriesLabels(Labels[] labels, int count) {
            this.labels = labels;
            this.count = count;
        }

        Labels get(int id) {
            return labels[id];
        }

        int count() {
            return count;
        }
    }

    String service() {
        return service;
    }

    SeriesLabels series() {
        return series;
    }

    /// Columns of the profiles; rows up to [#profileCount] count.
    ProfileColumns profiles() {
        return profiles;
    }

    int profileCount() {
        return profileCount;
    }

    /// How many profiles may have a copy in another partition.
    int markedCount() {
        return markedCount;
    }

    StackTable stacks() {
        return stacks;
    }

    long minTimeNanos() {
        return minTimeNanos;
    }

    long maxTimeNanos() {
        return maxTimeNanos;
    }

    /// Row of the first profile at `position` or behind it; [#profileCount] if there is none.
    int firstRow(long position) {
        int from = 0;
        int to = profileCount;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (profiles.positions[middle] < position) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /// A decoder of the samples, for the calling thread.
    SampleDecoder decoder() {
        return new SampleDecoder(samples);
    }

    /// The profile of a row.
    Profile profile(int row, SampleDecoder decoder) {
        ProfileColumns p = profiles;
        return new Profile(
                series.get(p.series[row]),
                new ProfileId(p.idHighs[row], p.idLows[row]),
                p.isRetryable[row],
                p.times[row],
                p.durations[row],
                p.periods[row],
                decoder.decode(p.samples[row]),
                p.isMarked[row]);
    }

    /// The rows of each series.
    SeriesRows rows() {
        SeriesRows known = rows;
        if (known == null) {
            known = SeriesRows.of(profiles, profileCount, series.count());
            rows = known;
        }
        return known;
    }
}
