// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import java.util.Arrays;

/// Sequences of rows, each once, by dense number; number 0 is the empty one. For one thread.
///
/// A sequence is written behind [#rows] and then found or entered by [#number].
public final class RowSets {

    /// The number of the empty sequence.
    public static final int EMPTY = 0;

    private static final int INITIAL_SLOTS = 64;

    /// All sequences, one after another.
    public final IntColumn rows = new IntColumn();

    private final IntColumn ends = new IntColumn();
    private final RowHash rowHash = new RowHash();
    private int[] slots = new int[INITIAL_SLOTS];

    /// Forgets all but the empty sequence; keeps the space.
    public void reset() {
        rows.size = 0;
        ends.size = 0;
        ends.add(0);
        Arrays.fill(slots, 0);
    }

    /// Gives back what is longer than `keep` rows; to be [#reset] before it is used again.
    public void clear(int keep) {
        rows.clear(keep);
        ends.clear(keep);
        if (slots.length > keep) {
            slots = new int[INITIAL_SLOTS];
        }
    }

    /// Sequences so far; their numbers are below.
    public int count() {
        return ends.size;
    }

    /// Where the rows of a sequence start.
    public int start(int number) {
        return IntColumn.start(ends, number);
    }

    /// Where the rows of a sequence end, exclusive.
    public int end(int number) {
        return ends.values[number];
    }

    /// Finds or enters the sequence of the rows from `start` to the end; if it was known they are
    /// taken off again.
    public int number(int start) {
        if (rows.size == start) {
            return EMPTY;
        }
        if (ends.size * 2 > slots.length) {
            grow();
        }
        int slot = hash(start, rows.size) & (slots.length - 1);
        while (slots[slot] != 0) {
            int known = slots[slot];
            if (Arrays.equals(
                    rows.values, start(known), end(known), rows.values, start, rows.size)) {
                rows.size = start;
                return known;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = ends.size;
        ends.add(rows.size);
        return ends.size - 1;
    }

    private int hash(int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = rowHash.then(hash, rows.values[i]);
        }
        return hash;
    }

    private void grow() {
        slots = new int[slots.length * 4];
        for (int number = 1; number < ends.size; number++) {
            int slot = hash(start(number), end(number)) & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = number;
        }
    }
}
