// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.AddressOrder;
import dev.hearth.symbolizer.elf.ByteCursor;
import dev.hearth.symbolizer.elf.ElfFile;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.elf.WorkLimit;
import java.util.Arrays;

/// The rows of a unit's program of lines, in order of address: from each address on, up to the next
/// row's, code is of that file and line.
final class LineRows {

    private static final int ADVANCE_PC = 2;
    private static final int EXTENDED_END = 1;
    private static final int EXTENDED_ADDRESS = 2;
    private static final int EXTENDED_FILE = 3;

    /// Most rows of a unit, of which each takes 16 bytes: a compressed section may hold as many as
    /// it has bytes when unpacked.
    private static final int MAX_ROWS = 1 << 23;

    private final ElfFile elf;
    private final WorkLimit limit;

    private long[] addresses = new long[1024];
    private int[] files = new int[1024];
    private int[] lines = new int[1024];
    private int count;
    private int[] sequences = new int[16];
    private int sequenceCount;

    // The machine's registers.
    private long address;
    private int operation;
    private long file;
    private long line;

    LineRows(ElfFile elf, WorkLimit limit) {
        this.elf = elf;
        this.limit = limit;
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    long address(int row) {
        return addresses[row];
    }

    /// Number of a row's file in the unit's program, -1 behind the end of what it tells of.
    int file(int row) {
        return files[row];
    }

    int line(int row) {
        return lines[row];
    }

    /// Runs a program, in place of the one before.
    ///
    /// @param code a cursor at the first instruction
    void run(LineHeader header, ByteCursor code, int addressSize)
            throws MalformedDebuginfoException {
        count = 0;
        sequenceCount = 0;
        startSequence();
        int sequence = 0;
        while (code.position() < header.end) {
            limit.spend(1);
            int opcode = code.u8();
            if (opcode >= header.opcodeBase) {
                int adjusted = opcode - header.opcodeBase;
                advance(header, adjusted / header.lineRange);
                line += header.lineBase + adjusted % header.lineRange;
                row(sequence);
            } else if (opcode == 0) {
                if (extended(header, code, addressSize)) {
                    endSequence(sequence);
                    sequence = count;
                }
            } else {
                standard(header, code, opcode, sequence);
            }
        }
        count = sequence;
        sort();
    }

    private void startSequence() {
        address = 0;
        operation = 0;
        file = 1;
        line = 1;
    }

    private void standard(LineHeader header, ByteCursor code, int opcode, int sequence)
            throws MalformedDebuginfoException {
        switch (opcode) {
            case 1 -> row(sequence);
            case ADVANCE_PC -> advance(header, code.uleb());
            case 3 -> line += code.sleb();
            case 4 -> file = code.uleb();
            case 5, 12 -> code.skipLeb();
            case 6, 7, 10, 11 -> {
                // is_stmt, basic_block, prologue_end, epilogue_begin
            }
            case 8 -> advance(header, (255 - header.opcodeBase) / header.lineRange);
            case 9 -> {
                address += code.u16();
                operation = 0;
            }
            default -> {
                for (int i = 0; i < header.opcodeLengths[opcode]; i++) {
                    code.skipLeb();
                }
            }
        }
    }

    /// @return whether it ends the sequence
    private boolean extended(LineHeader header, ByteCursor code, int addressSize)
            throws MalformedDebuginfoException {
        long length = code.uleb();
        int start = code.position();
        code.skip(length);
        int end = code.position();
        if (length == 0) {
            return false;
        }
        code.seek(start);
        int opcode = code.u8();
        if (opcode == EXTENDED_ADDRESS) {
            address = code.number(length == 5 ? 4 : length == 9 ? 8 : addressSize);
            operation = 0;
        } else if (opcode == EXTENDED_FILE) {
            header.addFile(code.text(), code.uleb());
        }
        code.seek(end);
        return opcode == EXTENDED_END;
    }

    private void advance(LineHeader header, long by) {
        if (header.maxOperations == 1) {
            address += header.minInstruction * by;
        } else {
            long total = operation + by;
            address += header.minInstruction * (total / header.maxOperations);
            operation = (int) (total % header.maxOperations);
        }
    }

    private void row(int sequence) throws MalformedDebuginfoException {
        add(
                sequence,
                file < 0 || file > Integer.MAX_VALUE ? 0 : (int) file,
                line < 0 || line > Integer.MAX_VALUE ? 0 : (int) line);
    }

    private void add(int sequence, int rowFile, int rowLine) throws MalformedDebuginfoException {
        if (count > sequence && Long.compareUnsigned(address, addresses[count - 1]) < 0) {
            return;
        }
        if (count > sequence && address == addresses[count - 1]) {
            count--;
        }
        if (count == MAX_ROWS) {
            throw new MalformedDebuginfoException(
                    "a program of lines has more than %d rows".formatted(MAX_ROWS));
        }
        if (count == addresses.length) {
            int length = Math.multiplyExact(count, 2);
            addresses = Arrays.copyOf(addresses, length);
            files = Arrays.copyOf(files, length);
            lines = Arrays.copyOf(lines, length);
        }
        addresses[count] = address;
        files[count] = rowFile;
        lines[count++] = rowLine;
    }

    private void endSequence(int sequence) throws MalformedDebuginfoException {
        if (count == sequence || !elf.isCode(addresses[sequence])) {
            count = sequence;
        } else {
            add(sequence, -1, 0);
            if (sequenceCount == sequences.length) {
                sequences = Arrays.copyOf(sequences, sequenceCount * 2);
            }
            sequences[sequenceCount++] = sequence;
        }
        startSequence();
    }

    /// Brings the sequences into order of address.
    private void sort() {
        long[] starts = new long[sequenceCount];
        boolean isSorted = true;
        for (int i = 0; i < sequenceCount; i++) {
            starts[i] = addresses[sequences[i]];
            isSorted &= i == 0 || Long.compareUnsigned(starts[i - 1], starts[i]) <= 0;
        }
        if (isSorted) {
            return;
        }
        int[] order = AddressOrder.of(starts, sequenceCount);
        long[] sortedAddresses = new long[count];
        int[] sortedFiles = new int[count];
        int[] sortedLines = new int[count];
        int at = 0;
        for (int sequence : order) {
            int from = sequences[sequence];
            int to = sequence + 1 < sequenceCount ? sequences[sequence + 1] : count;
            System.arraycopy(addresses, from, sortedAddresses, at, to - from);
            System.arraycopy(files, from, sortedFiles, at, to - from);
            System.arraycopy(lines, from, sortedLines, at, to - from);
            at += to - from;
        }
        addresses = sortedAddresses;
        files = sortedFiles;
        lines = sortedLines;
    }
}
