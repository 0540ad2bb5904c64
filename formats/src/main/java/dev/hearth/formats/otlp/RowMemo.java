// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.otlp;

import dev.hearth.formats.internal.IntColumn;

/// What one profile made of the rows of a table. Forgetting costs as much as was remembered,
/// however large the table is: many small profiles may share a large dictionary.
final class RowMemo {

    static final int UNKNOWN = -1;

    /// One more than what was put, 0 for nothing.
    private int[] values = new int[0];

    private final int size;
    private final IntColumn touched = new IntColumn();

    /// @param size rows of the table
    RowMemo(int size) {
        this.size = size;
    }

    /// What was put for a row, or [#UNKNOWN].
    int get(int row) {
        return values.length == 0 ? UNKNOWN : values[row] - 1;
    }

    /// Remembers a number from 0 for a row that has none.
    void put(int row, int value) {
        if (values.length == 0) {
            values = new int[size];
        }
        values[row] = value + 1;
        touched.add(row);
    }

    void clear() {
        for (int i = 0; i < touched.size; i++) {
            values[touched.values[i]] = 0;
        }
        touched.size = 0;
    }
}
