// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

import java.util.Arrays;

/// A growable column of numbers. Its array is read directly; what lies behind [#size] means nothing.
final class IntColumn {

    int[] values = new int[INITIAL];
    int size;

    private static final int INITIAL = 64;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, grown(size));
        }
        values[size++] = value;
    }

    /// Makes room for `count` numbers in all and sets the size to it; new ones are undefined.
    void resize(int count) {
        if (count > values.length) {
            values = Arrays.copyOf(values, Math.max(count, grown(values.length)));
        }
        size = count;
    }

    /// Appends a range of the same or another column.
    void append(int[] source, int from, int to) {
        int start = size;
        resize(Math.addExact(size, to - from));
        System.arraycopy(source, from, values, start, to - from);
    }

    /// Sets the size and fills the column with one value.
    void fill(int count, int value) {
        size = 0;
        resize(count);
        Arrays.fill(values, 0, count, value);
    }

    /// Empties the column, and gives its space back if that is more than `keep` numbers.
    void clear(int keep) {
        size = 0;
        if (values.length > keep) {
            values = new int[INITIAL];
        }
    }

    static int grown(int length) {
        return (int) Math.min(Math.max(length * 2L, INITIAL), Integer.MAX_VALUE - 16);
    }
}
