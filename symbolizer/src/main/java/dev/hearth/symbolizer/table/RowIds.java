// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.table;

import java.util.Arrays;

/// Rows of four numbers, each once, by dense id. For one thread.
final class RowIds {

    private static final int WIDTH = 4;

    private int[] rows = new int[WIDTH * 256];
    private int[] slots = new int[1024];
    private int count;

    int count() {
        return count;
    }

    int value(int id, int column) {
        return rows[id * WIDTH + column];
    }

    /// Returns the id of a row, and enters it if it is new.
    int id(int a, int b, int c, int d) {
        int mask = slots.length - 1;
        int slot = hash(a, b, c, d) & mask;
        while (slots[slot] != 0) {
            int id = slots[slot] - 1;
            int at = id * WIDTH;
            if (rows[at] == a && rows[at + 1] == b && rows[at + 2] == c && rows[at + 3] == d) {
                return id;
            }
            slot = (slot + 1) & mask;
        }
        int at = Math.multiplyExact(count, WIDTH);
        if (at == rows.length) {
            rows = Arrays.copyOf(rows, Math.multiplyExact(rows.length, 2));
        }
        rows[at] = a;
        rows[at + 1] = b;
        rows[at + 2] = c;
        rows[at + 3] = d;
        slots[slot] = ++count;
        if (count * 2L > slots.length) {
            grow();
        }
        return count - 1;
    }

    private void grow() {
        slots = new int[Math.multiplyExact(slots.length, 2)];
        int mask = slots.length - 1;
        for (int id = 0; id < count; id++) {
            int at = id * WIDTH;
            int slot = hash(rows[at], rows[at + 1], rows[at + 2], rows[at + 3]) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = id + 1;
        }
    }

    private static int hash(int a, int b, int c, int d) {
        long mixed = (a * 0x9e3779b97f4a7c15L + b) * 0xbf58476d1ce4e5b9L;
        mixed = ((mixed ^ (mixed >>> 29)) + c) * 0x94d049bb133111ebL;
        mixed = ((mixed ^ (mixed >>> 32)) + d) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }
}
