// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.dwarf;

import dev.hearth.symbolizer.elf.ByteCursor;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.elf.WorkLimit;
import java.util.ArrayList;
import java.util.List;

/// What stands before a program of lines: how its instructions are written, and its files.
final class LineHeader {

    private static final int PATH = 1;
    private static final int DIRECTORY_INDEX = 2;
    private static final int MAX_FILES = 1 << 20;

    /// Most characters of all names of a program: many files may have the same long one.
    private static final int MAX_NAMES = 1 << 24;

    private final UnitReader reader;
    private final DwarfSections sections;
    private final WorkLimit limit;
    private final ByteCursor line;
    private final DwarfUnit shape;

    final int version;
    final int end;
    final int minInstruction;
    final int maxOperations;
    final int lineBase;
    final int lineRange;
    final int opcodeBase;
    final int[] opcodeLengths;
    private final List<String> folders = new ArrayList<>();
    private final List<FileName> files = new ArrayList<>();

    private int nameCharacters;

    private record FileName(String name, long folder) {}

    /// Reads a header and leaves the cursor at the first instruction.
    ///
    /// @param line a cursor over `.debug_line` at the header
    LineHeader(ByteCursor line, UnitReader reader, DwarfSections sections, WorkLimit limit)
            throws MalformedDebuginfoException {
        this.line = line;
        this.reader = reader;
        this.sections = sections;
        this.limit = limit;
        long length = line.u32();
        boolean isLong = length == 0xffff_ffffL;
        if (isLong) {
            length = line.u64();
        }
        if (length < 0 || length > line.length() - line.position()) {
            throw new MalformedDebuginfoException(
                    "a program of lines has %d bytes, more than there are".formatted(length));
        }
        end = line.position() + (int) length;
        version = line.u16();
        if (version < 2 || version > 5) {
            throw new MalformedDebuginfoException(
                    "a program of lines has version %d (expected 2 to 5)".formatted(version));
        }
        if (version >= 5) {
            line.skip(2);
        }
        long headerLength = line.word(isLong);
        int afterLength = line.position();
        minInstruction = line.u8();
        maxOperations = version >= 4 ? Math.max(1, line.u8()) : 1;
        line.u8();
        lineBase = line.s8();
        lineRange = line.u8();
        opcodeBase = line.u8();
        if (lineRange == 0 || opcodeBase == 0) {
            throw new MalformedDebuginfoException(
                    "a program of lines has range %d and base %d".formatted(lineRange, opcodeBase));
        }
        opcodeLengths = new int[opcodeBase];
        for (int i = 1; i < opcodeBase; i++) {
            opcodeLengths[i] = line.u8();
        }
        DwarfUnit unit = reader.unit();
        shape =
                new DwarfUnit(
                        unit.start(),
                        unit.end(),
                        unit.entries(),
                        version,
                        isLong,
                        unit.addressSize(),
                        0,
                        true);
        if (version >= 5) {
            readTable(true);
            readTable(false);
        } else {
            readOldTables();
        }
        line.seek(afterLength);
        line.skip(headerLength);
    }

    private void readOldTables() throws MalformedDebuginfoException {
        folders.add(reader.folder());
        for (String folder = line.text(); !folder.isEmpty(); folder = line.text()) {
            addFolder(folder);
        }
        files.add(new FileName(reader.name(), 0));
        for (String name = line.text(); !name.isEmpty(); name = line.text()) {
            addFile(name, line.uleb());
            line.skipLeb();
            line.skipLeb();
        }
    }

    /// Adds a file that the program itself defines.
    void addFile(String name, long folder) throws MalformedDebuginfoException {
        limit.spend(1);
        if (files.size() >= MAX_FILES) {
            throw new MalformedDebuginfoException(
                    "a program of lines has more than %d files".formatted(MAX_FILES));
        }
        count(name);
        files.add(new FileName(name, folder));
    }

    private void addFolder(String name) throws MalformedDebuginfoException {
        limit.spend(1);
        count(name);
        folders.add(name);
    }

    private void count(String name) throws MalformedDebuginfoException {
        nameCharacters += name.length();
        if (nameCharacters > MAX_NAMES) {
            throw new MalformedDebuginfoException(
                    "the names of a program of lines have more than %d characters"
                            .formatted(MAX_NAMES));
        }
    }

    private void readTable(boolean isFolders) throws MalformedDebuginfoException {
        int columns = line.u8();
        int[] contents = new int[columns];
        int[] forms = new int[columns];
        for (int i = 0; i < columns; i++) {
            contents[i] = (int) Math.min(line.uleb(), Integer.MAX_VALUE);
            forms[i] = (int) Math.min(line.uleb(), Integer.MAX_VALUE);
        }
        long rows = line.uleb();
        if (rows < 0 || rows > MAX_FILES) {
            throw new MalformedDebuginfoException(
                    "a program of lines has %d files (expected at most %d)"
                            .formatted(rows, MAX_FILES));
        }
        for (long row = 0; row < rows; row++) {
            limit.spend(1 + columns);
            String name = "";
            long folder = 0;
            for (int i = 0; i < columns; i++) {
                if (contents[i] == PATH) {
                    name = path(forms[i]);
                } else if (contents[i] == DIRECTORY_INDEX) {
                    folder = Form.value(line, forms[i], shape);
                } else {
                    Form.skip(line, forms[i], shape);
                }
            }
            if (isFolders) {
                addFolder(name);
            } else {
                addFile(name, folder);
            }
        }
    }

    private String path(int form) throws MalformedDebuginfoException {
        long value = Form.value(line, form, shape);
        return switch (form) {
            case Form.STRING -> line.textAt(value);
            case Form.STRP -> sections.texts().textAt(value);
            case Form.LINE_STRP -> sections.lineTexts().textAt(value);
            default -> "";
        };
    }

    int fileCount() {
        return files.size();
    }

    /// The path of a file by its number in the program; empty if there is none.
    String path(long file) {
        if (file < 0 || file >= files.size()) {
            return "";
        }
        FileName found = files.get((int) file);
        long index = found.folder();
        String folder = index >= 0 && index < folders.size() ? folders.get((int) index) : "";
        return join(reader.folder(), join(folder, found.name()));
    }

    private static String join(String folder, String name) {
        if (folder.isEmpty() || name.isEmpty() || name.startsWith("/")) {
            return name;
        }
        return folder.endsWith("/") ? folder + name : folder + "/" + name;
    }
}
