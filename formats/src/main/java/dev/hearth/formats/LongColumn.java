// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

import java.util.Arrays;

/// A growable column of numbers. Its array is read directly; what lies behind [#size] means nothing.
final class LongColumn {

    long[] values = new long[INITIAL];
    int size;

    private static final int INITIAL = 64;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, IntColumn.grown(size));
        }
        values[size++] = value;
    }

    /// Makes room for `count` numbers in all and sets the size to it; new ones are undefined.
    void resize(int count) {
        if (count > values.length) {
            values = Arrays.copyOf(values, Math.max(count, IntColumn.grown(values.length)));
        }
        size = count;
    }

    /// Empties the column, and gives its space back if that is more than `keep` numbers.
    void clear(int keep) {
        size = 0;
        if (values.length > keep) {
            values = new long[INITIAL];
        }
    }
}
