// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.Labels;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.query.TimeRanges;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// What a merge takes of one service of one input: which of its series, and how much of them.
final class ServiceInput {

    /// Profiles that are looked at together.
    private static final int CHUNK = 1 << 16;

    final MergeFiles files;
    final SegmentFooter.Rows samples;
    final SegmentFooter.Rows stacks;

    /// By series, from 0.
    final Labels[] labels;

    /// For each series its first profile, a row of the file, and behind them the end of the last.
    final int[] profileStarts;

    /// For each series how many of its samples are taken.
    final long[] takenSamples;

    /// For each series how many of its profiles are taken.
    final int[] takenProfiles;

    /// Whether everything is taken.
    final boolean isWhole;

    private final LongPredicate window;
    private final TimeRanges[] hidden;
    private final int firstSeries;

    private ServiceInput(
            MergeFiles files,
            SegmentFooter.Rows series,
            SegmentFooter.Rows profiles,
            SegmentFooter.Rows samples,
            SegmentFooter.Rows stacks,
            Labels[] labels,
            LongPredicate window)
            throws IOException {
        this.files = files;
        this.samples = samples;
        this.stacks = stacks;
        this.labels = labels;
        this.window = window;
        this.firstSeries = series.first();
        this.hidden = new TimeRanges[labels.length];
        for (int i = 0; i < labels.length; i++) {
            hidden[i] = files.hidden().of(labels[i]);
        }
        this.profileStarts = new int[labels.length + 1];
        this.takenSamples = new long[labels.length];
        this.takenProfiles = new int[labels.length];
        this.isWhole = scan(profiles) == profiles.count();
    }

    /// Looks at the profiles of a service; null if none is taken.
    ///
    /// @param window which times are taken
    static @Nullable ServiceInput scan(
            MergeFiles files, SeriesLabels labels, String service, LongPredicate window)
            throws IOException {
        SegmentFooter.Rows series = files.rows(service, BlockFile.SERIES);
        SegmentFooter.Rows profiles = files.rows(service, BlockFile.PROFILES);
        SegmentFooter.Rows samples = files.rows(service, BlockFile.SAMPLES);
        SegmentFooter.Rows stacks = files.rows(service, BlockFile.STACKS);
        if (series == null || profiles == null || samples == null || stacks == null) {
            return null;
        }
        ServiceInput input =
                new ServiceInput(
                        files, series, profiles, samples, stacks, labels.read(series), window);
        return Arrays.stream(input.takenProfiles).sum() == 0 ? null : input;
    }

    private int scan(SegmentFooter.Rows profiles) throws IOException {
        int taken = 0;
        int next = 0;
        ParquetFileReader file = files.open(BlockFile.PROFILES);
        int[] series = new int[Math.min(CHUNK, profiles.count())];
        int[] counts = new int[series.length];
        long[] times = new long[series.length];
        for (int at = 0; at < profiles.count(); at += CHUNK) {
            int count = Math.min(CHUNK, profiles.count() - at);
            try {
                file.readInts("series", profiles.first() + at, count, series, 0);
                file.readInts("samples", profiles.first() + at, count, counts, 0);
                file.readLongs("time", profiles.first() + at, count, times, 0);
            } catch (CorruptParquetException e) {
                throw files.part(BlockFile.PROFILES).corrupt(e);
            }
            for (int i = 0; i < count; i++) {
                int local = series[i] - firstSeries;
                check(local, next);
                while (next <= local) {
                    profileStarts[next++] = profiles.first() + at + i;
                }
                if (isTaken(local, profiles.first() + at + i, times[i])) {
                    taken++;
                    takenProfiles[local]++;
                    takenSamples[local] += counts[i];
                }
            }
        }
        Arrays.fill(profileStarts, next, profileStarts.length, profiles.end());
        return taken;
    }

    private void check(int local, int next) throws IOException {
        if (local < next - 1 || local >= labels.length) {
            throw files.part(BlockFile.PROFILES)
                    .corrupt(
                            new CorruptParquetException(
                                    "series of a profile is %d (expected %d to %d)"
                                            .formatted(
                                                    firstSeries + local,
                                                    firstSeries + Math.max(0, next - 1),
                                                    firstSeries + labels.length - 1)));
        }
    }

    /// Whether a profile is taken.
    ///
    /// @param series from 0
    /// @param row its row in the file
    boolean isTaken(int series, int row, long timeNanos) {
        return window.test(timeNanos)
                && !hidden[series].contains(timeNanos)
                && !files.dropped().contains(row);
    }

    /// Series of a profile, from 0.
    int series(ProfileRun run, int profile) {
        return run.series[profile] - firstSeries;
    }
}
