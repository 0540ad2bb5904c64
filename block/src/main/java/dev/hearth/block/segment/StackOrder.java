// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import dev.hearth.model.StackTable;
import java.util.Arrays;

/// New ids for the stacks of a service that are in use: depth first, a node before its children, so
/// that stacks which share callers lie together. The root has id 0.
public final class StackOrder {

    private static final int NONE = -1;

    private final StackTable stacks;
    private final boolean[] isUsed;
    private int[] newIds = new int[0];
    private int[] oldIds = new int[0];
    private int size;

    public StackOrder(StackTable stacks) {
        this.stacks = stacks;
        this.isUsed = new boolean[stacks.size()];
        isUsed[StackTable.ROOT] = true;
    }

    /// Marks a stack as used.
    public void use(int stack) {
        isUsed[stack] = true;
    }

    /// Gives ids to the marked stacks and to those they hang on.
    public void number() {
        int count = stacks.size();
        int[] firstChild = new int[count];
        int[] nextSibling = new int[count];
        Arrays.fill(firstChild, NONE);
        Arrays.fill(nextSibling, NONE);
        for (int stack = count - 1; stack > StackTable.ROOT; stack--) {
            if (isUsed[stack]) {
                int parent = stacks.parent(stack);
                isUsed[parent] = true;
                nextSibling[stack] = firstChild[parent];
                firstChild[parent] = stack;
            }
        }
        newIds = new int[count];
        oldIds = new int[count];
        int stack = StackTable.ROOT;
        while (stack != NONE) {
            oldIds[size] = stack;
            newIds[stack] = size++;
            stack = following(stack, firstChild, nextSibling);
        }
    }

    private int following(int stack, int[] firstChild, int[] nextSibling) {
        if (firstChild[stack] != NONE) {
            return firstChild[stack];
        }
        int at = stack;
        while (at != StackTable.ROOT && nextSibling[at] == NONE) {
            at = stacks.parent(at);
        }
        return at == StackTable.ROOT ? NONE : nextSibling[at];
    }

    /// Stacks that got an id.
    public int size() {
        return size;
    }

    /// New ids by old id; of those not in use anything.
    public int[] newIds() {
        return newIds;
    }

    /// The new id of the stack that a stack hangs on.
    public int parent(int newId) {
        return newIds[stacks.parent(oldIds[newId])];
    }

    /// The location of a stack.
    public int location(int newId) {
        return stacks.location(oldIds[newId]);
    }
}
