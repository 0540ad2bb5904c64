// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import java.util.Arrays;

/// New ids for those of a table's rows that are in use, in the order of first use.
public final class DenseIds {

    private final int[] newIds;
    private int[] oldIds = new int[64];
    private int size;

    /// @param rows rows of the table
    public DenseIds(int rows) {
        newIds = new int[rows];
        Arrays.fill(newIds, -1);
    }

    /// Returns the new id of a row.
    public int use(int oldId) {
        int newId = newIds[oldId];
        if (newId >= 0) {
            return newId;
        }
        if (size == oldIds.length) {
            oldIds = Arrays.copyOf(oldIds, size * 2);
        }
        oldIds[size] = oldId;
        newIds[oldId] = size;
        return size++;
    }

    /// Rows in use.
    public int size() {
        return size;
    }

    /// The row that has a new id.
    public int oldId(int newId) {
        return oldIds[newId];
    }
}
