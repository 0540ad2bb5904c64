// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import java.util.Arrays;

/// A growable column of numbers. Its array is read directly; what lies behind [#size] means
/// nothing.
public final class LongColumn {

    public long[] values = new long[INITIAL];
    public int size;

    private static final int INITIAL = 64;

    public void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, IntColumn.grown(size));
        }
        values[size++] = value;
    }

    /// Makes room for `count` numbers in all and sets the size to it; new ones are undefined.
    public void resize(int count) {
        if (count > values.length) {
            values = Arrays.copyOf(values, Math.max(count, IntColumn.grown(values.length)));
        }
        size = count;
    }

    /// Empties the column, and gives its space back if that is more than `keep` numbers.
    public void clear(int keep) {
        size = 0;
        if (values.length > keep) {
            values = new long[INITIAL];
        }
    }
}
