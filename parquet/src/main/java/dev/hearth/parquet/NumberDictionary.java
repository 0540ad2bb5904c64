// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.util.Arrays;

/// Gives dense ids to numbers, in order of first appearance, up to a limit.
final class NumberDictionary {

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private int[] slots = new int[256];
    private int shift = 64 - 8;
    private long[] values = new long[128];
    private int size;
    private int limit;

    /// Forgets all; from now on `newLimit` numbers have room.
    void clear(int newLimit) {
        Arrays.fill(slots, 0);
        size = 0;
        limit = newLimit;
    }

    int size() {
        return size;
    }

    /// The numbers by id.
    long[] values() {
        return values;
    }

    /// Returns the id of a number, or -1 if it is new and there is no room.
    int id(long value) {
        int slot = (int) (((value ^ (value >>> 32)) * MIX) >>> shift);
        int id = slots[slot] - 1;
        while (id >= 0) {
            if (values[id] == value) {
                return id;
            }
            slot = (slot + 1) & (slots.length - 1);
            id = slots[slot] - 1;
        }
        if (size == limit) {
            return -1;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size] = value;
        slots[slot] = ++size;
        if (size * 2 > slots.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        shift--;
        for (int id = 0; id < size; id++) {
            long value = values[id];
            int slot = (int) (((value ^ (value >>> 32)) * MIX) >>> shift);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = id + 1;
        }
    }
}
