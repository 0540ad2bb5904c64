// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// Folds sums by stack into one tree of functions. For one thread.
///
/// Nodes are numbered as they come, so parents have smaller numbers than their children; node 0 is
/// the root, which is no function.
public final class CallTreeBuilder {

    private static final int ROOT = 0;

    private final NameTable nameTable = new NameTable();
    private int[] parents = new int[1024];
    private int[] names = new int[1024];
    private long[] selfs = new long[1024];
    private int size = 1;
    private final IdTable children = new IdTable(1024);

    /// Nodes so far, the root included.
    public int size() {
        return size;
    }

    /// The names that [#name] refers to, and perhaps more.
    public StringTable names() {
        return nameTable.snapshot();
    }

    /// The node that a node hangs on, smaller than itself; the root's is itself.
    public int parent(int node) {
        return parents[node];
    }

    /// Id of a node's name in [#names].
    public int name(int node) {
        return names[node];
    }

    /// What a function cost by itself here.
    public long self(int node) {
        return selfs[node];
    }

    /// Adds nodes that came from elsewhere.
    ///
    /// @param strings where the names are
    /// @param otherParents for each node the one that it hangs on, smaller than itself; entry 0 is
    ///   the root, of which nothing is looked at
    /// @param otherNames for each node the string id of its name
    /// @param otherSelfs for each node what the function cost by itself there
    public void add(StringTable strings, int[] otherParents, int[] otherNames, long[] otherSelfs) {
        int[] nameMap = new int[strings.size()];
        Arrays.fill(nameMap, -1);
        int[] nodes = new int[otherParents.length];
        for (int node = 1; node < nodes.length; node++) {
            int name = otherNames[node];
            if (nameMap[name] < 0) {
                nameMap[name] = nameTable.add(strings, name);
            }
            nodes[node] = child(nodes[otherParents[node]], nameMap[name]);
            selfs[nodes[node]] += otherSelfs[node];
        }
    }

    /// Adds sums by stack. A stack becomes one frame for each line of its locations, the outermost
    /// first, named by its function's name alone; equal names under one parent are one node. A
    /// stack without any frame is not counted.
    ///
    /// @param stacks the stacks; locations are those of `symbols`
    /// @param sums for each stack its value, none negative; those of 0 add no nodes
    public void add(StackTable stacks, Symbols symbols, long[] sums) {
        boolean[] isWanted = wanted(stacks, sums);
        int[] nameByFunction = new int[symbols.functionCount()];
        Arrays.fill(nameByFunction, -1);
        int[] nodes = new int[stacks.size()];
        for (int stack = 1; stack < nodes.length; stack++) {
            if (!isWanted[stack]) {
                continue;
            }
            int node = nodes[stacks.parent(stack)];
            int location = stacks.location(stack);
            int start = symbols.lineStart(location);
            for (int line = symbols.lineEnd(location) - 1; line >= start; line--) {
                int function = symbols.lineFunction(line);
                int name = nameByFunction[function];
                if (name < 0) {
                    name = nameTable.add(symbols.strings(), symbols.functionName(function));
                    nameByFunction[function] = name;
                }
                node = child(node, name);
            }
            nodes[stack] = node;
            if (node != ROOT) {
                selfs[node] += sums[stack];
            }
        }
    }

    /// Which stacks have a value or lie below one that has.
    private static boolean[] wanted(StackTable stacks, long[] sums) {
        boolean[] isWanted = new boolean[stacks.size()];
        for (int stack = isWanted.length - 1; stack > 0; stack--) {
            if (isWanted[stack] || sums[stack] != 0) {
                isWanted[stack] = true;
                isWanted[stacks.parent(stack)] = true;
            }
        }
        return isWanted;
    }

    /// Adds everything that another builder holds; that one stays as it is.
    public void add(CallTreeBuilder other) {
        StringTable strings = other.nameTable.snapshot();
        int[] nameMap = new int[strings.size()];
        for (int name = 0; name < nameMap.length; name++) {
            nameMap[name] = nameTable.add(strings, name);
        }
        int[] nodes = new int[other.size];
        for (int node = 1; node < other.size; node++) {
            int mine = child(nodes[other.parents[node]], nameMap[other.names[node]]);
            nodes[node] = mine;
            selfs[mine] += other.selfs[node];
        }
    }

    /// Adds everything that a tree holds.
    public void add(CallTree tree) {
        StringTable strings = tree.strings();
        int[] nameMap = new int[strings.size()];
        Arrays.fill(nameMap, -1);
        int[] nodes = new int[tree.size()];
        for (int node = 0; node < nodes.length; node++) {
            int mine = nodes[node];
            selfs[mine] += tree.self(node);
            for (int next = tree.childStart(node); next < tree.childEnd(node); next++) {
                int name = tree.name(next);
                if (nameMap[name] < 0) {
                    nameMap[name] = nameTable.add(strings, name);
                }
                nodes[next] = child(mine, nameMap[name]);
            }
        }
    }

    private int child(int parent, int name) {
        int hash = ByteHash.finish(ByteHash.step(name, (long) parent << 32));
        int slot = children.start(hash);
        for (int id = children.id(slot, hash); id != -1; id = children.id(slot, hash)) {
            if (id >= 0 && parents[id] == parent && names[id] == name) {
                return id;
            }
            slot = children.next(slot);
        }
        if (size == parents.length) {
            int length = Math.multiplyExact(size, 2);
            parents = Arrays.copyOf(parents, length);
            names = Arrays.copyOf(names, length);
            selfs = Arrays.copyOf(selfs, length);
        }
        parents[size] = parent;
        names[size] = name;
        children.put(slot, hash, size);
        return size++;
    }

    /// Returns the whole tree.
    public CallTree build() {
        return build(Long.MAX_VALUE);
    }

    /// Returns the tree cut to about its largest nodes. What falls short of the `maxNodes`-th
    /// largest total goes with all below it, and its sum is added to the node `other` beside it.
    /// Nodes that tie for the last place are all kept.
    ///
    /// @param maxNodes nodes wanted, at least 1, the root not counted
    public CallTree build(long maxNodes) {
        CallTreePruning pruning =
                new CallTreePruning(
                        nameTable.snapshot(),
                        Arrays.copyOf(parents, size),
                        Arrays.copyOf(names, size),
                        Arrays.copyOf(selfs, size));
        return pruning.prune(maxNodes);
    }
}
