// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// Collects stacks, each once, and gives them dense ids. For one thread; snapshots as in
/// [SymbolsBuilder].
public final class StackTableBuilder {

    private static final int INITIAL = 256;

    private int[] parents;
    private int[] locations;
    private int size = 1;
    private final IdTable ids;

    /// A table that holds the empty stack.
    public StackTableBuilder() {
        this(INITIAL);
    }

    /// A table that holds the empty stack and has room for more.
    ///
    /// @param expected nodes, the root included, that fit without growing; at least 1
    public StackTableBuilder(int expected) {
        parents = new int[expected];
        locations = new int[expected];
        ids = new IdTable(expected);
        locations[StackTable.ROOT] = -1;
    }

    /// What was added so far.
    public StackTable snapshot() {
        return new StackTable(parents, locations, size);
    }

    /// As [#snapshot], but in arrays of its own, no longer than needed.
    public StackTable copy() {
        return new StackTable(
                Arrays.copyOf(parents, size), Arrays.copyOf(locations, size), size);
    }

    /// Forgets all stacks but the empty one, for whoever hands out copies alone. Keeps the space,
    /// unless that is for more nodes than given.
    ///
    /// @param keep nodes
    public void clear(int keep) {
        if (parents.length > keep) {
            parents = new int[INITIAL];
            locations = new int[INITIAL];
            locations[StackTable.ROOT] = -1;
        }
        ids.clear(keep);
        size = 1;
    }

    /// Nodes added so far, the root included.
    public int size() {
        return size;
    }

    /// Returns the id of the stack that has `location` on top of `parent`.
    public int push(int parent, int location) {
        // A node's first child mostly came right after it.
        int next = parent + 1;
        if (next < size && locations[next] == location && parents[next] == parent) {
            return next;
        }
        int hash = ByteHash.finish(ByteHash.step(location, (long) parent << 32));
        int slot = ids.start(hash);
        for (int id = ids.id(slot, hash); id != -1; id = ids.id(slot, hash)) {
            if (id >= 0 && parents[id] == parent && locations[id] == location) {
                return id;
            }
            slot = ids.next(slot);
        }
        if (size == parents.length) {
            parents = Arrays.copyOf(parents, size * 2);
            locations = Arrays.copyOf(locations, size * 2);
        }
        parents[size] = parent;
        locations[size] = location;
        ids.put(slot, hash, size);
        return size++;
    }
}
