// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Chooses the stacks that begin with certain functions, the root first. Inlined calls count as
/// frames. Without functions, all stacks.
///
/// @param functions names of functions
public record CallSite(List<String> functions) {

    /// Takes every stack.
    public static final CallSite ANY = new CallSite(List.of());

    private static final int FAILED = -1;

    /// Keeps a copy of the list.
    public CallSite {
        functions = List.copyOf(functions);
    }

    /// Whether it takes every stack.
    public boolean isAny() {
        return functions.isEmpty();
    }

    /// Sets to 0 the sums of the stacks that it does not take.
    ///
    /// @param sums for each stack its value
    public void keepOnly(StackTable stacks, Symbols symbols, long[] sums) {
        if (isAny()) {
            return;
        }
        boolean[] isTaken = taken(stacks, symbols);
        for (int stack = 0; stack < isTaken.length; stack++) {
            if (!isTaken[stack]) {
                sums[stack] = 0;
            }
        }
    }

    /// Tells for each stack whether it is taken.
    public boolean[] taken(StackTable stacks, Symbols symbols) {
        int[] wanted = wantedStrings(symbols.strings());
        int[] matched = new int[stacks.size()];
        boolean[] isTaken = new boolean[stacks.size()];
        isTaken[0] = wanted.length == 0;
        for (int stack = 1; stack < matched.length; stack++) {
            int state = matched[stacks.parent(stack)];
            int location = stacks.location(stack);
            int line = symbols.lineEnd(location) - 1;
            int first = symbols.lineStart(location);
            for (; line >= first && state != FAILED && state < wanted.length; line--) {
                int name = symbols.functionName(symbols.lineFunction(line));
                state = name == wanted[state] ? state + 1 : FAILED;
            }
            matched[stack] = state;
            isTaken[stack] = state == wanted.length;
        }
        return isTaken;
    }

    private int[] wantedStrings(StringTable strings) {
        int[] wanted = new int[functions.size()];
        for (int i = 0; i < wanted.length; i++) {
            byte[] name = functions.get(i).getBytes(StandardCharsets.UTF_8);
            wanted[i] = find(strings, name);
        }
        return wanted;
    }

    private static int find(StringTable strings, byte[] text) {
        for (int id = 0; id < strings.size(); id++) {
            if (strings.length(id) == text.length) {
                int start = strings.offset(id);
                int end = start + text.length;
                if (Arrays.equals(strings.bytes(), start, end, text, 0, text.length)) {
                    return id;
                }
            }
        }
        return FAILED - 1;
    }
}
