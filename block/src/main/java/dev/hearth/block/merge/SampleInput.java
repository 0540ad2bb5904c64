// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.BlockFile;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.UuidCursor;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads the samples of a service out of an input, profile by profile. For one thread.
final class SampleInput implements Closeable {

    /// Rows of a page as they are written.
    private static final int PAGE = 8192;

    private final ServiceInput input;
    private final NumberInput stacks;
    private final NumberInput values;
    private final @Nullable NumberInput spans;
    private final @Nullable UuidCursor traces;
    private final @Nullable ObservationInput observations;

    /// For each of the input's stacks, from 0, what it becomes.
    private int[] stackIds = new int[0];

    /// @param readAheadBytes bytes read ahead of a column
    SampleInput(ServiceInput input, @Nullable ObservationInput observations, long readAheadBytes)
            throws IOException {
        this.input = input;
        this.observations = observations;
        ParquetFileReader file = input.files.open(BlockFile.SAMPLES);
        int end = Math.min(file.rows(), input.samples.end());
        int ahead = rowsAhead(input.files, BlockFile.SAMPLES, file.rows(), readAheadBytes);
        try {
            this.stacks = new NumberInput(file, "stack", end, ahead);
            this.values = new NumberInput(file, "value", end, ahead);
            this.spans = file.hasColumn("span") ? new NumberInput(file, "span", end, ahead) : null;
            this.traces = file.hasColumn("trace") ? file.uuids("trace") : null;
        } catch (CorruptParquetException e) {
            throw input.files.part(BlockFile.SAMPLES).corrupt(e);
        }
    }

    /// How many rows of a column have about so many bytes, at least.
    static int rowsAhead(MergeFiles files, BlockFile file, int rows, long bytes) {
        long length = Math.max(1, files.part(file).length());
        return Math.clamp(bytes * rows / length, PAGE, 1 << 22);
    }

    ServiceInput service() {
        return input;
    }

    /// Tells what the input's stacks become, from 0.
    void map(int[] ids) {
        stackIds = ids;
    }

    /// Marks the stacks of a profile.
    void mark(int first, int count, int[] buffer, boolean[] used) throws IOException {
        try {
            check(first, count);
            stacks.readInts(first, count, buffer);
            for (int i = 0; i < count; i++) {
                used[local(buffer[i], used.length)] = true;
            }
        } catch (CorruptParquetException e) {
            throw input.files.part(BlockFile.SAMPLES).corrupt(e);
        }
    }

    /// Reads the samples of a profile, their stacks renumbered.
    void read(int first, int count, SampleScratch into) throws IOException {
        try {
            check(first, count);
            into.clear(count);
            stacks.readInts(first, count, into.stacks());
            values.read(first, count, into.values());
            if (spans != null) {
                spans.read(first, count, into.spans());
            }
            if (traces != null) {
                readTraces(traces, first, count, into.traces());
            }
            for (int i = 0; i < count; i++) {
                into.stacks()[i] = stackIds[local(into.stacks()[i], stackIds.length)];
            }
        } catch (CorruptParquetException e) {
            throw input.files.part(BlockFile.SAMPLES).corrupt(e);
        }
        if (observations != null) {
            observations.read(first, count, into);
        }
        into.sort();
    }

    private void check(int first, int count) throws CorruptParquetException {
        if (first < input.samples.first() || first > input.samples.end() - count) {
            throw new CorruptParquetException(
                    "samples of a profile begin at %d and are %d (expected to lie in %d to %d)"
                            .formatted(first, count, input.samples.first(), input.samples.end()));
        }
    }

    private int local(int stack, int size) throws CorruptParquetException {
        int local = stack - input.stacks.first();
        if (local < 0 || local >= size) {
            throw new CorruptParquetException(
                    "stack of a sample is %d (expected %d to %d)"
                            .formatted(
                                    stack, input.stacks.first(), input.stacks.first() + size - 1));
        }
        return local;
    }

    private static void readTraces(UuidCursor traces, int first, int count, long[] into)
            throws IOException {
        int done = 0;
        while (done < count) {
            int row = first + done;
            traces.seek(row);
            int taken = Math.min(traces.endRow() - row, count - done);
            System.arraycopy(
                    traces.halves(), 2 * (row - traces.firstRow()), into, 2 * done, 2 * taken);
            done += taken;
        }
    }

    @Override
    public void close() {
        stacks.close();
        values.close();
        if (spans != null) {
            spans.close();
        }
        if (traces != null) {
            traces.close();
        }
    }
}
