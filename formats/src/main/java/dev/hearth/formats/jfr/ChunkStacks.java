// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.jfr;

import dev.hearth.formats.DecodeLimits;
import dev.hearth.formats.MalformedProfileException;
import dev.hearth.formats.internal.Budget;
import dev.hearth.formats.internal.IntColumn;
import dev.hearth.formats.internal.Utf8;
import dev.hearth.model.StackTable;
import dev.hearth.model.StackTableBuilder;
import dev.hearth.model.Symbols;
import dev.hearth.model.SymbolsBuilder;
import java.util.Arrays;

/// Enters the stacks of chunks that samples refer to, each once a chunk, into the tables of a
/// batch.
///
/// A frame is a function named `class.method`. One whose method or class is not there is left out.
final class ChunkStacks {

    /// What a stack is that is not there.
    static final int MISSING = -1;

    private static final int UNKNOWN = -2;

    /// Entries of the cache of locations.
    private static final int CACHE = 1 << 12;

    private final int maxDepth;
    private final int maxNameBytes;
    private final ChunkConstants constants;
    private final SymbolsBuilder symbols = new SymbolsBuilder();
    private final StackTableBuilder stacks = new StackTableBuilder();

    /// By row of the chunk's stacks and methods.
    private final IntColumn stackIds = new IntColumn();

    private final IntColumn functions = new IntColumn();

    /// Function and line, one above the other, and the location that they are.
    private final long[] cacheKeys = new long[CACHE];

    private final int[] cacheLocations = new int[CACHE];
    private final int[] function = new int[1];
    private final long[] line = new long[1];

    private Budget budget = new Budget(0);
    private final JfrTexts texts;
    private int mapping;

    ChunkStacks(DecodeLimits limits, ChunkConstants constants, JfrTexts texts) {
        this.maxDepth = limits.maxStackDepth() > 0 ? limits.maxStackDepth() : Integer.MAX_VALUE;
        this.maxNameBytes =
                limits.maxSymbolBytes() > 0 ? limits.maxSymbolBytes() : Integer.MAX_VALUE;
        this.constants = constants;
        this.texts = texts;
    }

    /// Starts on a recording.
    void start(Budget newBudget) {
        budget = newBudget;
        mapping = symbols.mapping(0, 0, 0, 0, 0, Symbols.HAS_FUNCTIONS);
        Arrays.fill(cacheKeys, -1);
    }

    /// Starts on a chunk, whose constants have been read.
    void startChunk() {
        stackIds.fill(constants.stacks.size(), UNKNOWN);
        functions.fill(constants.methods.size(), UNKNOWN);
    }

    Symbols symbols() {
        return symbols.copy();
    }

    StackTable stacks() {
        return stacks.copy();
    }

    /// Gives back what is longer than `keep` rows.
    void clear(int keep) {
        symbols.clear(keep);
        stacks.clear(keep);
        stackIds.clear(keep);
        functions.clear(keep);
        texts.clear(keep);
    }

    /// Returns the stack of the batch that a constant of the chunk is, or [#MISSING].
    int stack(long constant) throws MalformedProfileException {
        int row = constants.stacks.find(constant);
        if (row < 0) {
            return MISSING;
        }
        int id = stackIds.values[row];
        if (id == UNKNOWN) {
            id = enter(row);
            stackIds.values[row] = id;
        }
        return id;
    }

    /// The root is last: what is over the limit goes from the other end.
    private int enter(int row) throws MalformedProfileException {
        int from = (int) constants.stacks.first(row);
        int stack = StackTable.ROOT;
        int depth = 0;
        for (int i = (int) constants.stacks.second(row) - 1; i >= from && depth < maxDepth; i--) {
            int method = constants.methods.find(constants.frameMethods.values[i]);
            int entered = method < 0 ? MISSING : function(method);
            if (entered != MISSING) {
                stack = stacks.push(stack, location(entered, constants.frameLines.values[i]));
                depth++;
            }
        }
        return stack;
    }

    private int location(int entered, int number) {
        long key = (long) entered << 32 | (number & 0xffffffffL);
        int slot = (int) (((key ^ (key >>> 29)) * 0x9e3779b97f4a7c15L) >>> 52);
        if (cacheKeys[slot] == key) {
            return cacheLocations[slot];
        }
        function[0] = entered;
        line[0] = Math.max(0, number);
        int location = symbols.location(mapping, 0, false, function, line, 0, 1);
        cacheKeys[slot] = key;
        cacheLocations[slot] = location;
        return location;
    }

    private int function(int method) throws MalformedProfileException {
        int id = functions.values[method];
        if (id == UNKNOWN) {
            int type = constants.classes.find(constants.methods.first(method));
            id = type < 0 ? MISSING : named(type, method);
            functions.values[method] = id;
        }
        return id;
    }

    private int named(int type, int method) throws MalformedProfileException {
        texts.size = 0;
        part(constants.classes.first(type));
        texts.add((byte) '.');
        part(constants.methods.second(method));
        int start = Utf8.tail(texts.buffer, 0, texts.size, maxNameBytes);
        budget.charge(4L * texts.size);
        int name = symbols.string(texts.buffer, start, texts.size - start);
        return symbols.function(name, name, 0, 0);
    }

    private void part(long symbol) throws MalformedProfileException {
        int from = texts.size;
        texts.append(constants.symbols.firstOf(symbol));
        texts.size = SymbolNames.normalise(texts.buffer, from, texts.size);
    }
}
