// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.util.Arrays;

/// Self and total by key, for the keys that have any. For one thread.
final class CostSums {

    private static final long FREE = -1;

    private long[] keys = new long[64];
    private long[] selfs = new long[64];
    private long[] totals = new long[64];
    private int size;

    CostSums() {
        Arrays.fill(keys, FREE);
    }

    /// Adds to a key.
    ///
    /// @param key at least 0
    void add(long key, long self, long total) {
        int slot = slot(key);
        if (keys[slot] == FREE) {
            keys[slot] = key;
            size++;
        }
        selfs[slot] += self;
        totals[slot] += total;
        if (size * 2 > keys.length) {
            grow();
        }
    }

    /// Keys that have something.
    int size() {
        return size;
    }

    /// The keys, ascending.
    long[] sortedKeys() {
        long[] sorted = Arrays.stream(keys).filter(key -> key != FREE).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /// Self value of a key that was added to.
    long self(long key) {
        return selfs[slot(key)];
    }

    /// Total of a key that was added to.
    long total(long key) {
        return totals[slot(key)];
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 33) & mask;
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldSelfs = selfs;
        long[] oldTotals = totals;
        keys = new long[Math.multiplyExact(oldKeys.length, 2)];
        selfs = new long[keys.length];
        totals = new long[keys.length];
        Arrays.fill(keys, FREE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                selfs[slot] = oldSelfs[i];
                totals[slot] = oldTotals[i];
            }
        }
    }
}
