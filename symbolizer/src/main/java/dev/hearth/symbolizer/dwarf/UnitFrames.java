// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.AddressOrder;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.table.SymbolTableBuilder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Joins the scopes and the lines of a unit: for each range of addresses the innermost scope, the
/// line in it, and the lines of the calls around it.
final class UnitFrames {

    private static final int UNKNOWN = -2;
    private static final int MAX_INLINED = 512;

    private final UnitReader reader;
    private final Scopes scopes;
    private final LineRows rows;
    private final @Nullable LineHeader lines;
    private final FunctionNames names;
    private final SymbolTableBuilder table;

    /// For each scope the frame of the call that it was inlined by.
    private final int[] callers;

    /// Scopes on the way to one whose caller is known.
    private final int[] inner;

    /// For each file of the unit's lines the id of its path.
    private final int[] paths;

    private int row;

    /// @param lines header of the unit's lines, null if it has none
    UnitFrames(
            UnitReader reader,
            Scopes scopes,
            LineRows rows,
            @Nullable LineHeader lines,
            FunctionNames names,
            SymbolTableBuilder table) {
        this.reader = reader;
        this.scopes = scopes;
        this.rows = rows;
        this.lines = lines;
        this.names = names;
        this.table = table;
        this.callers = new int[scopes.count()];
        Arrays.fill(callers, UNKNOWN);
        this.inner = new int[Math.min(scopes.count(), Scopes.MAX_DEPTH)];
        this.paths = new int[lines == null ? 0 : lines.fileCount()];
        Arrays.fill(paths, UNKNOWN);
    }

    /// Hands the ranges to the table.
    void handOut() throws MalformedDebuginfoException {
        RangeColumns ranges = scopes.ranges();
        int[] order = AddressOrder.of(ranges.starts(), ranges.count());
        long[] openEnds = new long[MAX_INLINED];
        int[] openScopes = new int[MAX_INLINED];
        int open = 0;
        long at = 0;
        for (int i = 0; i <= order.length; i++) {
            boolean isLast = i == order.length;
            long start = isLast ? -1 : ranges.starts()[order[i]];
            while (open > 0 && Long.compareUnsigned(openEnds[open - 1], start) <= 0) {
                at = handOut(at, openEnds[open - 1], openScopes[open - 1]);
                open--;
            }
            if (isLast) {
                return;
            }
            long end = ranges.end(order[i]);
            if (open > 0) {
                at = handOut(at, start, openScopes[open - 1]);
                end = Long.compareUnsigned(end, openEnds[open - 1]) < 0 ? end : openEnds[open - 1];
            }
            if (open < MAX_INLINED && Long.compareUnsigned(start, end) < 0) {
                at = start;
                openEnds[open] = end;
                openScopes[open++] = ranges.value(order[i]);
            }
        }
    }

    /// Hands out the lines of a scope between two addresses.
    ///
    /// @return the second
    private long handOut(long from, long to, int scope) throws MalformedDebuginfoException {
        if (Long.compareUnsigned(from, to) >= 0) {
            return from;
        }
        while (row + 1 < rows.count() && Long.compareUnsigned(rows.address(row + 1), from) <= 0) {
            row++;
        }
        boolean hasLine = row < rows.count() && Long.compareUnsigned(rows.address(row), from) <= 0;
        int at = hasLine ? row : -1;
        long start = from;
        while (true) {
            int next = hasLine ? at + 1 : row;
            boolean isInside =
                    next < rows.count() && Long.compareUnsigned(rows.address(next), to) < 0;
            long end = isInside ? rows.address(next) : to;
            boolean isKnown = hasLine && rows.file(at) >= 0;
            int frame = frame(scope, isKnown ? rows.file(at) : -1, isKnown ? rows.line(at) : 0);
            if (Long.compareUnsigned(start, end) < 0) {
                table.range(start, end, frame);
            }
            if (!isInside) {
                return to;
            }
            start = end;
            at = next;
            hasLine = true;
        }
    }

    private int frame(int scope, int file, int line) throws MalformedDebuginfoException {
        FunctionNames.Named named = names.of(scopes.entry(scope), reader);
        int function = table.function(named.name(), named.systemName(), path(file), named.line());
        return table.frame(function, line, caller(scope));
    }

    /// What was inlined comes after what it was inlined into, so this ends. Calls may be inlined
    /// into one another thousands of times: this does not call itself for each.
    private int caller(int scope) throws MalformedDebuginfoException {
        int depth = 0;
        int at = scope;
        while (callers[at] == UNKNOWN && scopes.parent(at) != Scopes.NONE) {
            inner[depth++] = at;
            at = scopes.parent(at);
        }
        if (callers[at] == UNKNOWN) {
            callers[at] = SymbolTableBuilder.NO_PARENT;
        }
        while (depth > 0) {
            at = inner[--depth];
            callers[at] = frame(scopes.parent(at), scopes.callFile(at), scopes.callLine(at));
        }
        return callers[scope];
    }

    private int path(int file) {
        if (lines == null || file < 0 || file >= paths.length) {
            return 0;
        }
        if (paths[file] == UNKNOWN) {
            paths[file] = table.string(lines.path(file));
        }
        return paths[file];
    }
}
