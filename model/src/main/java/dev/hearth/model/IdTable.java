// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// An open-addressed table from hashes to dense ids. The keys live in the owner's columns; the
/// owner compares.
///
/// A probe goes: `slot = start(hash)`, then while `id(slot) >= 0` compare, `slot = next(slot)`; an
/// empty slot means the key is new: [#put].
final class IdTable {

    private static final int SMALLEST = 32;

    private long[] slots;
    private int mask;
    private int size;

    IdTable(int expected) {
        int capacity = Integer.highestOneBit(Math.max(SMALLEST / 2, expected * 2)) << 1;
        slots = new long[capacity];
        mask = capacity - 1;
    }

    int start(int hash) {
        return hash & mask;
    }

    int next(int slot) {
        return (slot + 1) & mask;
    }

    /// Id at a slot whose hash is `hash`, -1 for an empty slot, -2 for one of another hash.
    int id(int slot, int hash) {
        long entry = slots[slot];
        if (entry == 0) {
            return -1;
        }
        return (int) (entry >>> 32) == hash ? (int) entry - 1 : -2;
    }

    /// Enters the key of a probe that ended at an empty slot.
    void put(int slot, int hash, int id) {
        slots[slot] = ((long) hash << 32) | ((id + 1) & 0xffffffffL);
        if (++size * 2 > slots.length) {
            grow();
        }
    }

    /// Forgets all keys; keeps the space, unless it is for more than `keep` of them.
    void clear(int keep) {
        if (slots.length / 4 > keep) {
            slots = new long[SMALLEST];
            mask = SMALLEST - 1;
            size = 0;
        } else if (size > 0) {
            clear();
        }
    }

    /// Forgets all keys; keeps the space.
    void clear() {
        Arrays.fill(slots, 0);
        size = 0;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        mask = slots.length - 1;
        for (long entry : old) {
            if (entry != 0) {
                int slot = (int) (entry >>> 32) & mask;
                while (slots[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = entry;
            }
        }
    }
}
