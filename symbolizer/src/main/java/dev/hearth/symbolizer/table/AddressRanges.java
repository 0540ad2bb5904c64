// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.table;

import dev.hearth.symbolizer.elf.AddressOrder;
import java.util.Arrays;

/// Ranges of addresses and a number for each, in columns. For one thread.
final class AddressRanges {

    long[] starts = new long[1024];
    long[] ends = new long[1024];
    int[] values = new int[1024];
    int count;

    void add(long start, long end, int value) {
        if (count > 0 && ends[count - 1] == start && values[count - 1] == value) {
            ends[count - 1] = end;
            return;
        }
        if (count == starts.length) {
            int length = Math.multiplyExact(count, 2);
            starts = Arrays.copyOf(starts, length);
            ends = Arrays.copyOf(ends, length);
            values = Arrays.copyOf(values, length);
        }
        starts[count] = start;
        ends[count] = end;
        values[count++] = value;
    }

    /// The same in order and without overlaps: of two that share an address the one that starts
    /// earlier has it, of two that start together the one that was added first.
    AddressRanges sorted() {
        int[] order = AddressOrder.of(starts, count);
        AddressRanges sorted = new AddressRanges();
        long covered = 0;
        for (int i = 0; i < count; i++) {
            int range = order[i];
            long start = starts[range];
            if (Long.compareUnsigned(start, covered) < 0) {
                start = covered;
            }
            if (Long.compareUnsigned(start, ends[range]) < 0) {
                sorted.add(start, ends[range], values[range]);
                covered = ends[range];
            }
        }
        return sorted;
    }

    /// Both in order; where both have an address, this one's. Both are sorted.
    AddressRanges over(AddressRanges below) {
        AddressRanges merged = new AddressRanges();
        int top = 0;
        for (int i = 0; i < below.count; i++) {
            long at = below.starts[i];
            long end = below.ends[i];
            while (top < count && Long.compareUnsigned(ends[top], at) <= 0) {
                merged.add(starts[top], ends[top], values[top++]);
            }
            while (Long.compareUnsigned(at, end) < 0) {
                if (top < count && Long.compareUnsigned(starts[top], end) < 0) {
                    if (Long.compareUnsigned(at, starts[top]) < 0) {
                        merged.add(at, starts[top], below.values[i]);
                    }
                    at = ends[top];
                    if (Long.compareUnsigned(at, end) <= 0) {
                        merged.add(starts[top], ends[top], values[top++]);
                    }
                } else {
                    merged.add(at, end, below.values[i]);
                    at = end;
                }
            }
        }
        while (top < count) {
            merged.add(starts[top], ends[top], values[top++]);
        }
        return merged;
    }
}
