// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block;

import dev.hearth.block.segment.SegmentFooter;
import dev.hearth.model.ProfileId;
import dev.hearth.parquet.CorruptParquetException;
import dev.hearth.parquet.NumberCursor;
import dev.hearth.parquet.ParquetFileReader;
import dev.hearth.parquet.UuidCursor;
import dev.hearth.query.SampleFilter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;

/// Adds up samples by stack, straight from decoded pages. For one use.
final class SampleSums {

    private final ParquetFileReader file;
    private final RowRanges ranges;
    private final SegmentFooter.Rows stacks;
    private final long[] sums;

    SampleSums(ParquetFileReader file, RowRanges ranges, SegmentFooter.Rows stacks, long[] sums) {
        this.file = file;
        this.ranges = ranges;
        this.stacks = stacks;
        this.sums = sums;
    }

    void add(SampleFilter filter) throws IOException {
        for (int range = 0; range < ranges.size(); range++) {
            checkRange(range);
        }
        switch (filter) {
            case SampleFilter.All _ -> addAll();
            case SampleFilter.Spans(Set<Long> spans) -> addSpans(spans);
            case SampleFilter.Traces(Set<ProfileId> traces) -> addTraces(traces);
        }
    }

    private void addAll() throws IOException {
        try (NumberCursor stack = numbers("stack");
                NumberCursor value = numbers("value")) {
            for (int range = 0; range < ranges.size(); range++) {
                int end = ranges.end(range);
                for (int row = ranges.start(range); row < end; ) {
                    stack.seek(row);
                    value.seek(row);
                    int stop = Math.min(end, Math.min(stack.endRow(), value.endRow()));
                    addPage(stack, value, row, stop);
                    row = stop;
                }
            }
        }
    }

    private void addPage(NumberCursor stack, NumberCursor value, int from, int to)
            throws CorruptParquetException {
        long[] stackIds = stack.values();
        long[] values = value.values();
        int stackAt = from - stack.firstRow();
        int valueAt = from - value.firstRow();
        long base = stacks.first();
        long count = stacks.count();
        for (int i = 0; i < to - from; i++) {
            long local = stackIds[stackAt + i] - base;
            if (local < 0 || local >= count) {
                throw notOfTheService(stackIds[stackAt + i]);
            }
            sums[(int) local] += values[valueAt + i];
        }
    }

    private void addSpans(Set<Long> spans) throws IOException {
        if (spans.isEmpty() || !file.hasColumn("span")) {
            return;
        }
        long[] wanted = spans.stream().mapToLong(Long::longValue).sorted().toArray();
        try (NumberCursor stack = numbers("stack");
                NumberCursor value = numbers("value");
                NumberCursor span = numbers("span")) {
            for (int range = 0; range < ranges.size(); range++) {
                for (int row = ranges.start(range); row < ranges.end(range); row++) {
                    span.seek(row);
                    long found = span.values()[row - span.firstRow()];
                    if (found != 0 && Arrays.binarySearch(wanted, found) >= 0) {
                        addOne(stack, value, row);
                    }
                }
            }
        }
    }

    private void addTraces(Set<ProfileId> traces) throws IOException {
        if (traces.isEmpty() || !file.hasColumn("trace")) {
            return;
        }
        ProfileId[] wanted = traces.toArray(ProfileId[]::new);
        try (NumberCursor stack = numbers("stack");
                NumberCursor value = numbers("value");
                UuidCursor trace = file.uuids("trace")) {
            want(trace);
            for (int range = 0; range < ranges.size(); range++) {
                for (int row = ranges.start(range); row < ranges.end(range); row++) {
                    trace.seek(row);
                    int at = 2 * (row - trace.firstRow());
                    if (isWanted(wanted, trace.halves()[at], trace.halves()[at + 1])) {
                        addOne(stack, value, row);
                    }
                }
            }
        }
    }

    private static boolean isWanted(ProfileId[] wanted, long high, long low) {
        if (high == 0 && low == 0) {
            return false;
        }
        for (ProfileId id : wanted) {
            if (id.high() == high && id.low() == low) {
                return true;
            }
        }
        return false;
    }

    private void addOne(NumberCursor stack, NumberCursor value, int row) throws IOException {
        stack.seek(row);
        value.seek(row);
        addPage(stack, value, row, row + 1);
    }

    private NumberCursor numbers(String column) throws IOException {
        NumberCursor cursor = file.numbers(column);
        for (int range = 0; range < ranges.size(); range++) {
            cursor.want(ranges.start(range), ranges.end(range));
        }
        return cursor;
    }

    private void want(UuidCursor cursor) {
        for (int range = 0; range < ranges.size(); range++) {
            cursor.want(ranges.start(range), ranges.end(range));
        }
    }

    private void checkRange(int range) throws CorruptParquetException {
        if (ranges.end(range) > file.rows()) {
            throw new CorruptParquetException(
                    "file has %d samples (expected at least %d)"
                            .formatted(file.rows(), ranges.end(range)));
        }
    }

    private CorruptParquetException notOfTheService(long stack) {
        return new CorruptParquetException(
                "stack of a sample is %d (expected %d to %d)"
                        .formatted(stack, stacks.first(), stacks.end() - 1));
    }
}
