// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import java.util.List;

/// Builds stacks whose frames are but names.
public final class FrameStacks {

    private static final int UNKNOWN = -1;

    private final Budget budget;
    private final int maxDepth;
    private final int maxNameBytes;
    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private final StackTableBuilder stacks = new StackTableBuilder();
    private final int mapping = symbols.mapping(0, 0, 0, 0, 0, Symbols.HAS_FUNCTIONS);

    /// Location by string id.
    private final IntColumn locations = new IntColumn();

    private final int[] function = new int[1];
    private final long[] line = new long[1];

    /// @param limits how deep stacks and how long names may be before they are cut
    /// @param budget pays for every name that is read
    public FrameStacks(DecodeLimits limits, Budget budget) {
        this.budget = budget;
        this.maxDepth = limits.maxStackDepth() > 0 ? limits.maxStackDepth() : Integer.MAX_VALUE;
        this.maxNameBytes =
                limits.maxSymbolBytes() > 0 ? limits.maxSymbolBytes() : Integer.MAX_VALUE;
    }

    /// Returns the stack that has one more frame than `parent`.
    ///
    /// @param depth frames of `parent`; if the limit allows no more, the parent is returned
    public int push(int parent, int depth, byte[] name, int from, int to)
            throws MalformedProfileException {
        return depth >= maxDepth ? parent : stacks.push(parent, frame(name, from, to));
    }

    /// Returns the stack that has one more frame than `parent`.
    ///
    /// @param depth as in the other method
    /// @param frame what [#frame] returned
    public int push(int parent, int depth, int frame) {
        return depth >= maxDepth ? parent : stacks.push(parent, frame);
    }

    /// Returns the frame of a name, which keeps its tail if it is over the limit.
    public int frame(byte[] name, int from, int to) throws MalformedProfileException {
        budget.charge(to - from);
        if (!Utf8.isValid(name, from, to)) {
            throw ProtoReader.malformed("a frame's name is not valid UTF-8");
        }
        int start = Utf8.tail(name, from, to, maxNameBytes);
        return location(symbols.string(name, start, to - start));
    }

    /// Returns the stack of a folded text: frames divided by `;`, the root first.
    public int folded(byte[] text, int from, int to) throws MalformedProfileException {
        int stack = StackTable.ROOT;
        int depth = 0;
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || text[i] == ';') {
                stack = push(stack, depth++, text, start, i);
                start = i + 1;
            }
        }
        return stack;
    }

    private int location(int name) {
        while (locations.size <= name) {
            locations.add(UNKNOWN);
        }
        if (locations.values[name] == UNKNOWN) {
            function[0] = symbols.function(name, name, 0, 0);
            locations.values[name] = symbols.location(mapping, 0, false, function, line, 0, 1);
        }
        return locations.values[name];
    }

    /// Returns the batch of profiles over these stacks.
    public ProfileBatch batch(List<Profile> profiles) {
        return new ProfileBatch(symbols.snapshot(), stacks.snapshot(), profiles);
    }
}
