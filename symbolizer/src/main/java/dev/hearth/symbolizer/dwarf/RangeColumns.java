// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.ElfFile;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import java.util.Arrays;

/// Ranges of code, each with a number. What is not code of the file is not taken: linkers leave
/// such ranges where they threw a function away.
final class RangeColumns {

    /// Most ranges of a unit, of which each takes 20 bytes: many entries may share a long list.
    private static final int MAX_RANGES = 1 << 22;

    private final ElfFile elf;
    private long[] starts = new long[256];
    private long[] ends = new long[256];
    private int[] values = new int[256];
    private int count;

    RangeColumns(ElfFile elf) {
        this.elf = elf;
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /// Adds a range, if it is one of code.
    ///
    /// @return whether it was
    boolean add(long start, long end) throws MalformedDebuginfoException {
        if (Long.compareUnsigned(start, end) >= 0 || !elf.isCode(start) || !elf.isCode(end - 1)) {
            return false;
        }
        if (count == MAX_RANGES) {
            throw new MalformedDebuginfoException(
                    "a unit has more than %d ranges of code".formatted(MAX_RANGES));
        }
        if (count == starts.length) {
            int length = Math.multiplyExact(count, 2);
            starts = Arrays.copyOf(starts, length);
            ends = Arrays.copyOf(ends, length);
            values = Arrays.copyOf(values, length);
        }
        starts[count] = start;
        ends[count++] = end;
        return true;
    }

    /// Gives a number to all from `from` on.
    void setValues(int from, int value) {
        Arrays.fill(values, from, count, value);
    }

    long[] starts() {
        return starts;
    }

    long end(int range) {
        return ends[range];
    }

    int value(int range) {
        return values[range];
    }
}
