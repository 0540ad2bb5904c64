// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.parquet.ParquetFileReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Merges series of one service into a block. For one use and one thread.
final class ServiceMerge implements Closeable {

    /// Profiles of all inputs that are held together, unless those of one series are more.
    private static final int BATCH = 1 << 17;

    private final String service;
    private final List<ServiceInput> inputs;
    private final List<MergedSeries> all;
    private final BlockOutput block;
    private final SampleScratch scratch;
    private final List<SampleInput> samples = new ArrayList<>();

    /// @param all series to merge, in order
    ServiceMerge(
            String service,
            List<ServiceInput> inputs,
            List<MergedSeries> all,
            BlockOutput block,
            SampleScratch scratch) {
        this.service = service;
        this.inputs = inputs;
        this.all = all;
        this.block = block;
        this.scratch = scratch;
    }

    /// Merges.
    ///
    /// @param observations for each input its observations, null if it has none
    /// @param isAllSeries whether the series are all of the service
    /// @param readAheadBytes bytes read ahead of a column
    void run(
            List<@Nullable ObservationInput> observations,
            SymbolCache symbols,
            boolean isAllSeries,
            long readAheadBytes)
            throws IOException {
        ServiceUnion union = new ServiceUnion();
        for (int i = 0; i < inputs.size(); i++) {
            ServiceInput input = inputs.get(i);
            boolean[] used = new boolean[input.stacks.count()];
            if (isAllSeries && input.isWhole) {
                Arrays.fill(used, true);
            } else {
                mark(i, used, readAheadBytes);
            }
            union.add(input, symbols.get(input.files, service), used);
        }
        union.number();
        block.startService(union);
        for (int i = 0; i < inputs.size(); i++) {
            SampleInput opened =
                    new SampleInput(inputs.get(i), observations.get(i), readAheadBytes);
            samples.add(opened);
            opened.map(union.numbers(i));
        }
        for (List<MergedSeries> batch : batches()) {
            merge(batch);
        }
        block.endService(service);
    }

    private List<List<MergedSeries>> batches() {
        List<List<MergedSeries>> batches = new ArrayList<>();
        int from = 0;
        long profiles = 0;
        for (int i = 0; i < all.size(); i++) {
            if (i > from && profiles + all.get(i).profiles > BATCH) {
                batches.add(all.subList(from, i));
                from = i;
                profiles = 0;
            }
            profiles += all.get(i).profiles;
        }
        batches.add(all.subList(from, all.size()));
        return batches;
    }

    /// Finds out which stacks of an input are taken.
    private void mark(int number, boolean[] used, long readAheadBytes) throws IOException {
        ServiceInput input = inputs.get(number);
        int[] buffer = new int[1024];
        try (SampleInput from = new SampleInput(input, null, readAheadBytes)) {
            for (List<MergedSeries> batch : batches()) {
                ProfileRun run = read(number, batch);
                for (MergedSeries series : batch) {
                    int local = place(series, number);
                    if (run == null || local < 0) {
                        continue;
                    }
                    int end = input.profileStarts[local + 1] - run.first;
                    for (int i = input.profileStarts[local] - run.first; i < end; i++) {
                        if (input.isTaken(local, run.first + i, run.times[i])) {
                            int count = run.samples[i];
                            if (count > buffer.length) {
                                buffer = new int[2 * count];
                            }
                            from.mark(Math.toIntExact(run.firstSamples[i]), count, buffer, used);
                        }
                    }
                }
            }
        }
    }

    private static int place(MergedSeries series, int input) {
        for (MergedSeries.Place place : series.places) {
            if (place.input() == input) {
                return place.series();
            }
        }
        return -1;
    }

    /// Reads an input's profiles of some series; null if it has none.
    private @Nullable ProfileRun read(int number, List<MergedSeries> batch) throws IOException {
        ServiceInput input = inputs.get(number);
        int first = Integer.MAX_VALUE;
        int end = -1;
        for (MergedSeries series : batch) {
            int local = place(series, number);
            if (local >= 0) {
                first = Math.min(first, input.profileStarts[local]);
                end = Math.max(end, input.profileStarts[local + 1]);
            }
        }
        if (end < 0) {
            return null;
        }
        ParquetFileReader file = input.files.open(BlockFile.PROFILES);
        return ProfileRun.read(input.files, file, first, end - first);
    }

    private void merge(List<MergedSeries> batch) throws IOException {
        List<@Nullable ProfileRun> runs = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            runs.add(read(i, batch));
        }
        for (MergedSeries series : batch) {
            block.startSeries(service, series.labels);
            merge(series, runs);
            block.endSeries();
        }
    }

    private void merge(MergedSeries series, List<@Nullable ProfileRun> runs) throws IOException {
        List<SeriesCursor> cursors = new ArrayList<>();
        for (MergedSeries.Place place : series.places) {
            ProfileRun run = runs.get(place.input());
            if (run != null) {
                SampleInput from = samples.get(place.input());
                SeriesCursor cursor = new SeriesCursor(from, run, place.series());
                if (!cursor.isAtEnd()) {
                    cursors.add(cursor);
                }
            }
        }
        while (!cursors.isEmpty()) {
            int least = 0;
            for (int i = 1; i < cursors.size(); i++) {
                if (cursors.get(i).isBefore(cursors.get(least))) {
                    least = i;
                }
            }
            SeriesCursor cursor = cursors.get(least);
            cursor.read(scratch);
            block.addProfile(cursor.run(), cursor.profile(), scratch);
            cursor.advance();
            if (cursor.isAtEnd()) {
                cursors.remove(least);
            }
        }
    }

    @Override
    public void close() {
        for (SampleInput each : samples) {
            each.close();
        }
    }
}
