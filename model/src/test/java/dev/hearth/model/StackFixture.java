// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Stacks and their sums, written as text for tests: `a;b;c` is root first, one location a frame;
/// `a;b+c` has one location with `c` inlined into `b`; an empty frame is a location without lines;
/// `a@f` is a function `a` of file `f`.
final class StackFixture {

    final SymbolsBuilder symbols = new SymbolsBuilder();
    final StackTableBuilder stacks = new StackTableBuilder();
    final List<Integer> ids = new ArrayList<>();
    final List<Long> values = new ArrayList<>();

    StackFixture add(String text, long value) {
        int stack = StackTable.ROOT;
        for (String frame : text.split(";", -1)) {
            stack = stacks.push(stack, location(frame));
        }
        ids.add(stack);
        values.add(value);
        return this;
    }

    private int location(String frame) {
        List<String> calls = frame.isEmpty() ? List.of() : Arrays.asList(frame.split("\\+"));
        int[] functions = new int[calls.size()];
        long[] lines = new long[calls.size()];
        for (int i = 0; i < functions.length; i++) {
            String[] parts = calls.get(functions.length - 1 - i).split("@", 2);
            int name = symbols.string(parts[0]);
            int file = symbols.string(parts.length > 1 ? parts[1] : "");
            functions[i] = symbols.function(name, name, file, 0);
        }
        return symbols.location(
                Symbols.NO_MAPPING, frame.hashCode(), false, functions, lines, 0, functions.length);
    }

    long[] sums() {
        long[] sums = new long[stacks.size()];
        for (int i = 0; i < ids.size(); i++) {
            sums[ids.get(i)] += values.get(i);
        }
        return sums;
    }

    CallTreeBuilder builder() {
        CallTreeBuilder builder = new CallTreeBuilder();
        builder.add(stacks.snapshot(), symbols.snapshot(), sums());
        return builder;
    }

    CallTree tree() {
        return builder().build();
    }
}
