// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import java.util.Arrays;

/// From the ids of a payload's table to rows of it. Dense ids cost nothing; of an id given twice
/// the first row counts.
public final class IdIndex {

    private final RowHash hash = new RowHash();
    private boolean isSequence;
    private int count;
    private long[] ids = new long[0];
    private int[] slots = new int[0];

    /// Indexes a column, and keeps it.
    public void build(LongColumn column) {
        ids = column.values;
        count = column.size;
        isSequence = true;
        for (int i = 0; i < count && isSequence; i++) {
            isSequence = ids[i] == i + 1L;
        }
        if (!isSequence) {
            enter();
        }
    }

    private void enter() {
        int capacity = Integer.highestOneBit(Math.max(8, count)) << 2;
        if (slots.length == capacity) {
            Arrays.fill(slots, 0);
        } else {
            slots = new int[capacity];
        }
        for (int row = 0; row < count; row++) {
            int slot = hash.of(ids[row]) & (capacity - 1);
            while (slots[slot] != 0 && ids[slots[slot] - 1] != ids[row]) {
                slot = (slot + 1) & (capacity - 1);
            }
            if (slots[slot] == 0) {
                slots[slot] = row + 1;
            }
        }
    }

    /// Returns the row of an id, or -1 if no row has it.
    public int find(long id) {
        if (isSequence) {
            return id > 0 && id <= count ? (int) id - 1 : -1;
        }
        int slot = hash.of(id) & (slots.length - 1);
        while (slots[slot] != 0) {
            if (ids[slots[slot] - 1] == id) {
                return slots[slot] - 1;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return -1;
    }

    /// Forgets everything, and gives space back beyond `keep` rows.
    public void clear(int keep) {
        ids = new long[0];
        count = 0;
        if (slots.length > keep) {
            slots = new int[0];
        }
    }
}
