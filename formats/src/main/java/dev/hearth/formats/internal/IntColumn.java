// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import java.util.Arrays;

/// A growable column of numbers. Its array is read directly; what lies behind [#size] means
/// nothing.
public final class IntColumn {

    public int[] values = new int[INITIAL];
    public int size;

    private static final int INITIAL = 64;

    public void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, grown(size));
        }
        values[size++] = value;
    }

    /// Makes room for `count` numbers in all and sets the size to it; new ones are undefined.
    public void resize(int count) {
        if (count > values.length) {
            values = Arrays.copyOf(values, Math.max(count, grown(values.length)));
        }
        size = count;
    }

    /// Appends a range of the same or another column.
    public void append(int[] source, int from, int to) {
        int start = size;
        resize(Math.addExact(size, to - from));
        System.arraycopy(source, from, values, start, to - from);
    }

    /// Sets the size and fills the column with one value.
    public void fill(int count, int value) {
        size = 0;
        resize(count);
        Arrays.fill(values, 0, count, value);
    }

    /// Empties the column, and gives its space back if that is more than `keep` numbers.
    public void clear(int keep) {
        size = 0;
        if (values.length > keep) {
            values = new int[INITIAL];
        }
    }

    public static int grown(int length) {
        return (int) Math.min(Math.max(length * 2L, INITIAL), Integer.MAX_VALUE - 16);
    }

    /// Where the rows of `row` start, given the column of their exclusive ends.
    public static int start(IntColumn ends, int row) {
        return row == 0 ? 0 : ends.values[row - 1];
    }
}
