// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.table;

import dev.hearth.symbolizer.elf.ElfSegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Collects what is known of addresses. For one thread.
///
/// Frames form chains: the innermost inlined call leads to its caller, and so on to the function
/// that the compiler made. Ranges say which addresses have which chain.
public final class SymbolTableBuilder {

    /// A frame that nothing called inline.
    public static final int NO_PARENT = -1;

    private static final int BYTES_PER_RANGE = 24;
    private static final int BYTES_PER_ROW = 24;

    /// What a string costs beside its bytes, on the heap.
    private static final int BYTES_PER_STRING = 96;

    private final long limit;
    private final Map<String, Integer> stringIds = new HashMap<>();
    private final List<byte[]> strings = new ArrayList<>();
    private long stringBytes;
    private final RowIds functions = new RowIds();
    private final RowIds frames = new RowIds();
    private final AddressRanges precise = new AddressRanges();
    private final AddressRanges coarse = new AddressRanges();

    /// @param limit most bytes that it may use, roughly
    public SymbolTableBuilder(long limit) {
        this.limit = limit;
        string("");
    }

    /// Returns the id of a string; 0 is the empty one.
    ///
    /// @throws TableTooLargeException if there is no room
    public int string(String text) {
        Integer known = stringIds.get(text);
        if (known != null) {
            return known;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        stringBytes += utf8.length + (long) BYTES_PER_STRING;
        check();
        int id = strings.size();
        stringIds.put(text, id);
        strings.add(utf8);
        return id;
    }

    /// Returns the id of a frame.
    ///
    /// @param function id of a function
    /// @param line line in its file, 0 if unknown
    /// @param parent the frame that it was inlined into, or [#NO_PARENT]
    /// @throws TableTooLargeException if there is no room
    public int frame(int function, int line, int parent) {
        int id = frames.id(function, line, parent, 0);
        check();
        return id;
    }

    /// Returns the id of a function.
    ///
    /// @param name id of the name that people read
    /// @param systemName id of the name that the linker knows
    /// @param file id of the path of the source, 0 if unknown
    /// @param startLine line where the function starts, 0 if unknown
    /// @throws TableTooLargeException if there is no room
    public int function(int name, int systemName, int file, int startLine) {
        int id = functions.id(name, systemName, file, startLine);
        check();
        return id;
    }

    /// Says what the addresses from `start` to `end`, exclusive, belong to.
    ///
    /// @throws TableTooLargeException if there is no room
    public void range(long start, long end, int frame) {
        precise.add(start, end, frame);
        check();
    }

    /// As [#range], for addresses of which nobody knows better.
    ///
    /// @throws TableTooLargeException if there is no room
    public void coarseRange(long start, long end, int frame) {
        coarse.add(start, end, frame);
        check();
    }

    /// Ranges so far.
    public int rangeCount() {
        return precise.count + coarse.count;
    }

    private void check() {
        long rows = (long) frames.count() + functions.count();
        long ranges = (long) precise.count + coarse.count;
        if (stringBytes + BYTES_PER_RANGE * ranges + BYTES_PER_ROW * rows > limit) {
            throw new TableTooLargeException(limit);
        }
    }

    /// Makes the table.
    ///
    /// @param code what is loaded of the file to be executed
    public SymbolTable build(List<ElfSegment> code) {
        AddressRanges ranges = precise.sorted().over(coarse.sorted());
        return TableFormat.encode(code, ranges, frames, functions, strings);
    }
}
