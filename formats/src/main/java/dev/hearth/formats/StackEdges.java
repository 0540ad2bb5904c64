// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats;

import java.util.Arrays;

/// The steps that stacks took: from a node by a row of the payload's locations to the next node.
/// One array is read for a step that was taken before.
final class StackEdges {

    private static final int INITIAL = 1 << 12;

    private final RowHash hash = new RowHash();

    /// Node plus one and row, 0 where there is none.
    private long[] keys = new long[INITIAL];

    private int[] nodes = new int[INITIAL];
    private int size;

    /// The slot of a step: that which holds it, or the empty one where it belongs.
    int slot(int parent, int row) {
        long key = key(parent, row);
        int mask = keys.length - 1;
        int slot = start(key, mask);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /// Whether the step of a slot was taken before.
    boolean isKnown(int slot) {
        return keys[slot] != 0;
    }

    /// Where the step of a slot leads.
    int node(int slot) {
        return nodes[slot];
    }

    /// Enters a step at its empty slot.
    void put(int slot, int parent, int row, int node) {
        keys[slot] = key(parent, row);
        nodes[slot] = node;
        if (++size * 2 > keys.length) {
            grow();
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldNodes = nodes;
        keys = new long[oldKeys.length * 2];
        nodes = new int[oldKeys.length * 2];
        int mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = start(oldKeys[i], mask);
                while (keys[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                keys[slot] = oldKeys[i];
                nodes[slot] = oldNodes[i];
            }
        }
    }

    private static long key(int parent, int row) {
        return (parent + 1L) << 32 | row;
    }

    private int start(long key, int mask) {
        return hash.of(key) & mask;
    }

    /// Forgets all steps, and gives back what is longer than `keep`.
    void clear(int keep) {
        if (keys.length > keep) {
            keys = new long[INITIAL];
            nodes = new int[INITIAL];
        } else if (size > 0) {
            Arrays.fill(keys, 0);
        }
        size = 0;
    }
}
