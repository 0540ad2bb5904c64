// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.NumberCursor;
import dev.hearth.parquet.ParquetFileReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Adds up samples of a service out of decoded columns that the cache keeps; what it lacks is
/// decoded, in order. For one use.
final class HotSamples implements AutoCloseable {

    /// Samples that are decoded and kept together: a few pages.
    private static final int CHUNK = 1 << 14;

    private final BlockCache cache;
    private final StoredFiles files;
    private final ParquetFileReader file;
    private final String part;
    private final SegmentFooter.Rows samples;
    private final SegmentFooter.Rows stacks;
    private final long[] values = new long[CHUNK];
    private @Nullable NumberCursor stackCursor;
    private @Nullable NumberCursor valueCursor;

    /// @param file file of samples
    /// @param part names the service's rows in the file
    /// @param samples rows of the service
    /// @param stacks its stacks
    HotSamples(
            StoredFiles files,
            ParquetFileReader file,
            String part,
            SegmentFooter.Rows samples,
            SegmentFooter.Rows stacks) {
        this.cache = files.cache();
        this.files = files;
        this.file = file;
        this.part = part;
        this.samples = samples;
        this.stacks = stacks;
    }

    /// @param ranges rows of the file, ascending
    void add(RowRanges ranges, long[] sums) throws IOException {
        SampleChunk chunk = null;
        int current = -1;
        for (int range = 0; range < ranges.size(); range++) {
            for (int row = ranges.start(range); row < ranges.end(range); ) {
                int number = row / CHUNK;
                if (chunk == null || number != current) {
                    chunk = get(number, ranges);
                    current = number;
                }
                int stop = Math.min(ranges.end(range), end(number));
                chunk.add(row - first(number), stop - first(number), sums);
                row = stop;
            }
        }
    }

    private int first(int chunk) {
        return Math.max(chunk * CHUNK, samples.first());
    }

    private int end(int chunk) {
        return (int) Math.min((chunk + 1L) * CHUNK, samples.end());
    }

    private SampleChunk get(int chunk, RowRanges ranges) throws IOException {
        return cache.get(files.key(part, chunk), SampleChunk.class, () -> decode(chunk, ranges));
    }

    private SampleChunk decode(int chunk, RowRanges ranges) throws IOException {
        NumberCursor stack = stackCursor;
        NumberCursor value = valueCursor;
        if (stack == null || value == null) {
            stack = file.numbers("stack");
            stackCursor = stack;
            value = file.numbers("value");
            valueCursor = value;
            wantMissing(ranges, stack, value);
        }
        int from = first(chunk);
        int[] ids = new int[end(chunk) - from];
        for (int row = from; row < from + ids.length; ) {
            stack.seek(row);
            int stop = Math.min(from + ids.length, stack.endRow());
            for (; row < stop; row++) {
                ids[row - from] = local(stack.values()[row - stack.firstRow()]);
            }
        }
        for (int row = from; row < from + ids.length; ) {
            value.seek(row);
            int stop = Math.min(from + ids.length, value.endRow());
            System.arraycopy(
                    value.values(), row - value.firstRow(), values, row - from, stop - row);
            row = stop;
        }
        return new SampleChunk(ids, values);
    }

    /// Announces what will be decoded, so that it is fetched together.
    private void wantMissing(RowRanges ranges, NumberCursor stack, NumberCursor value) {
        int before = -1;
        for (int range = 0; range < ranges.size(); range++) {
            int last = (ranges.end(range) - 1) / CHUNK;
            for (int chunk = Math.max(before + 1, ranges.start(range) / CHUNK);
                    chunk <= last;
                    chunk++) {
                before = chunk;
                if (!cache.has(files.key(part, chunk))) {
                    stack.want(first(chunk), end(chunk));
                    value.want(first(chunk), end(chunk));
                }
            }
        }
    }

    private int local(long stack) throws CorruptParquetException {
        long local = stack - stacks.first();
        if (local < 0 || local >= stacks.count()) {
            throw new CorruptParquetException(
                    "stack of a sample is %d (expected %d to %d)"
                            .formatted(stack, stacks.first(), stacks.end() - 1));
        }
        return (int) local;
    }

    @Override
    public void close() {
        NumberCursor stack = stackCursor;
        NumberCursor value = valueCursor;
        if (stack != null) {
            stack.close();
        }
        if (value != null) {
            value.close();
        }
    }
}
