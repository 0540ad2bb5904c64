// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import java.util.BitSet;

/// Profiles of an input that a merge leaves out, by their rows in its file of profiles. Does not
/// change.
public final class DroppedRows {

    /// None.
    public static final DroppedRows NONE = new DroppedRows(new BitSet());

    private final BitSet rows;
    private final boolean isEmpty;

    /// @param rows not to be changed any more
    DroppedRows(BitSet rows) {
        this.rows = rows;
        this.isEmpty = rows.isEmpty();
    }

    /// Whether a row is among them.
    boolean contains(int row) {
        return !isEmpty && rows.get(row);
    }

    /// How many there are.
    public int count() {
        return rows.cardinality();
    }
}
