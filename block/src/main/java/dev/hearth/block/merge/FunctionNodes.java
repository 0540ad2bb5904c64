// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.merge;

import dev.hearth.block.segment.DenseIds;
import dev.hearth.block.segment.StackOrder;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import java.util.Arrays;

/// For each stack of a service, numbered depth first, which function its own value counts for and
/// which functions it is the first to name, seen from the root. Immutable.
///
/// As in [dev.hearth.model.FunctionFrames] names alone tell functions apart: of several of one name
/// the one with the lowest number stands for all.
final class FunctionNodes {

    static final int NONE = -1;

    final int[] parents;

    /// For each stack the function of the innermost line that it has, or [#NONE].
    final int[] self;

    /// For each stack its first entry of [#named], and behind them the end of the last.
    final int[] namedStarts;

    /// Functions that a stack's leaf names and nothing that it hangs on does.
    int[] named = new int[256];

    private final int[] depthOf;

    /// @param functions their numbers by id in the symbols; all are known
    FunctionNodes(StackOrder stacks, Symbols symbols, DenseIds functions) {
        int count = stacks.size();
        parents = new int[count];
        self = new int[count];
        namedStarts = new int[count + 1];
        depthOf = new int[functions.size()];
        Arrays.fill(depthOf, NONE);
        int[] numbers = byName(symbols, functions);
        int size = 0;
        int before = 0;
        self[0] = NONE;
        for (int stack = 1; stack < count; stack++) {
            parents[stack] = stacks.parent(stack);
            leave(before, parents[stack]);
            before = stack;
            namedStarts[stack] = size;
            int location = stacks.location(stack);
            int start = symbols.lineStart(location);
            int end = symbols.lineEnd(location);
            self[stack] =
                    start == end ? self[parents[stack]] : numbers[symbols.lineFunction(start)];
            if (size + end - start > named.length) {
                named = Arrays.copyOf(named, Math.max(size + end - start, named.length * 2));
            }
            for (int line = start; line < end; line++) {
                int function = numbers[symbols.lineFunction(line)];
                if (depthOf[function] == NONE) {
                    depthOf[function] = stack;
                    named[size++] = function;
                }
            }
            namedStarts[stack + 1] = size;
        }
    }

    /// For each function the lowest number that one of its name has.
    private static int[] byName(Symbols symbols, DenseIds functions) {
        int[] ofName = new int[symbols.strings().size()];
        Arrays.fill(ofName, NONE);
        int[] numbers = new int[symbols.functionCount()];
        for (int number = 0; number < functions.size(); number++) {
            int function = functions.oldId(number);
            int name = symbols.functionName(function);
            if (ofName[name] == NONE) {
                ofName[name] = number;
            }
            numbers[function] = ofName[name];
        }
        return numbers;
    }

    /// Those of a service without a stack.
    static FunctionNodes none() {
        StackOrder root = new StackOrder(new StackTableBuilder().snapshot());
        root.number();
        return new FunctionNodes(root, new SymbolsBuilder().snapshot(), new DenseIds(0));
    }

    /// Forgets what the stacks named that do not belong to the path of the next one.
    ///
    /// @param last the stack that was looked at last
    /// @param parent what the next one hangs on
    private void leave(int last, int parent) {
        for (int stack = last; stack != parent; stack = parents[stack]) {
            for (int i = namedStarts[stack]; i < namedStarts[stack + 1]; i++) {
                depthOf[named[i]] = NONE;
            }
        }
    }

    int functions() {
        return depthOf.length;
    }
}
