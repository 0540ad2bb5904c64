// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which functions each stack counts for: made once for a table of stacks, used for many sums.
///
/// Functions are told apart by name alone, as the frames of a [CallTree] are. Of several of one
/// name the lowest stands for all, see [#representatives]. A stack counts in the total of a
/// function once, however often it is in it, and in the self value of its innermost frame; a
/// location without lines is no frame.
///
/// Immutable; safe for many threads.
public final class FunctionFrames {

    private static final int NONE = -1;

    private final int[] parents;

    /// For each stack the function that its own value counts for, or none.
    private final int[] innermost;

    /// Pairs: below this stack, and nowhere above it, there is this function.
    private final int[] outermostStacks;

    private final int[] outermostFunctions;

    private FunctionFrames(FramePairs pairs, int[] innermost) {
        this.parents = pairs.parents;
        this.innermost = innermost;
        this.outermostStacks = Arrays.copyOf(pairs.stacks, pairs.size);
        this.outermostFunctions = Arrays.copyOf(pairs.functions, pairs.size);
    }

    /// The frames of all functions.
    public static FunctionFrames all(StackTable stacks, Symbols symbols) {
        return of(stacks, symbols, null);
    }

    /// The frames of some functions.
    ///
    /// @param isWanted by function; only [#representatives] are looked at
    public static FunctionFrames some(StackTable stacks, Symbols symbols, boolean[] isWanted) {
        return of(stacks, symbols, isWanted);
    }

    private static FunctionFrames of(
            StackTable stacks, Symbols symbols, boolean @Nullable [] isWanted) {
        int[] byLine = representatives(symbols);
        int[] lineFunctions = new int[symbols.lineCount()];
        for (int line = 0; line < lineFunctions.length; line++) {
            lineFunctions[line] = byLine[symbols.lineFunction(line)];
        }
        int[] innermost = new int[stacks.size()];
        innermost[0] = NONE;
        for (int stack = 1; stack < innermost.length; stack++) {
            int location = stacks.location(stack);
            int line = symbols.lineStart(location);
            innermost[stack] =
                    line < symbols.lineEnd(location)
                            ? lineFunctions[line]
                            : innermost[stacks.parent(stack)];
        }
        if (isWanted != null) {
            for (int stack = 1; stack < innermost.length; stack++) {
                int function = innermost[stack];
                innermost[stack] = function != NONE && isWanted[function] ? function : NONE;
            }
        }
        FramePairs pairs = new FramePairs(stacks, symbols, lineFunctions, isWanted);
        pairs.walk();
        return new FunctionFrames(pairs, innermost);
    }

    /// For each function the lowest one of its name.
    public static int[] representatives(Symbols symbols) {
        int[] ofName = new int[symbols.strings().size()];
        Arrays.fill(ofName, NONE);
        int[] representatives = new int[symbols.functionCount()];
        for (int function = 0; function < representatives.length; function++) {
            int name = symbols.functionName(function);
            if (ofName[name] == NONE) {
                ofName[name] = function;
            }
            representatives[function] = ofName[name];
        }
        return representatives;
    }

    /// Adds self values and totals of the functions wanted.
    ///
    /// @param sums for each stack its value; at least as long as there are stacks. Is changed:
    ///   afterwards each is the sum of the stack and of all below it
    /// @param selfs by function, only [#representatives] change
    /// @param totals likewise
    public void add(long[] sums, long[] selfs, long[] totals) {
        for (int stack = parents.length - 1; stack > 0; stack--) {
            if (innermost[stack] != NONE) {
                selfs[innermost[stack]] += sums[stack];
            }
        }
        for (int stack = parents.length - 1; stack > 0; stack--) {
            sums[parents[stack]] += sums[stack]; // with all below it, as parents come first
        }
        for (int i = 0; i < outermostStacks.length; i++) {
            totals[outermostFunctions[i]] += sums[outermostStacks[i]];
        }
    }

    /// Walks the stacks in depth, so that what is above a stack is known at each.
    private static final class FramePairs {

        private final StackTable table;
        private final Symbols symbols;
        private final int[] lineFunctions;
        private final boolean @Nullable [] isWanted;
        private final int[] parents;
        private final int[] firstChild;
        private final int[] nextSibling;

        /// By function, how often it is in the stack at hand.
        private final int[] depth;

        private int[] stacks = new int[256];
        private int[] functions = new int[256];
        private int size;

        FramePairs(
                StackTable table,
                Symbols symbols,
                int[] lineFunctions,
                boolean @Nullable [] isWanted) {
            this.table = table;
            this.symbols = symbols;
            this.lineFunctions = lineFunctions;
            this.isWanted = isWanted;
            this.parents = new int[table.size()];
            this.firstChild = new int[table.size()];
            this.nextSibling = new int[table.size()];
            this.depth = new int[symbols.functionCount()];
            for (int stack = table.size() - 1; stack > 0; stack--) {
                int parent = table.parent(stack);
                parents[stack] = parent;
                nextSibling[stack] = firstChild[parent];
                firstChild[parent] = stack;
            }
        }

        void walk() {
            int stack = firstChild[0];
            while (stack != 0) {
                enter(stack);
                if (firstChild[stack] != 0) {
                    stack = firstChild[stack];
                    continue;
                }
                leave(stack);
                while (nextSibling[stack] == 0 && parents[stack] != 0) {
                    stack = parents[stack];
                    leave(stack);
                }
                stack = nextSibling[stack];
            }
        }

        private void enter(int stack) {
            int location = table.location(stack);
            int end = symbols.lineEnd(location);
            for (int line = symbols.lineStart(location); line < end; line++) {
                int function = lineFunctions[line];
                if (depth[function]++ == 0 && (isWanted == null || isWanted[function])) {
                    add(stack, function);
                }
            }
        }

        private void leave(int stack) {
            int location = table.location(stack);
            int end = symbols.lineEnd(location);
            for (int line = symbols.lineStart(location); line < end; line++) {
                depth[lineFunctions[line]]--;
            }
        }

        private void add(int stack, int function) {
            if (size == stacks.length) {
                int length = Math.multiplyExact(size, 2);
                stacks = Arrays.copyOf(stacks, length);
                functions = Arrays.copyOf(functions, length);
            }
            stacks[size] = stack;
            functions[size++] = function;
        }
    }
}
