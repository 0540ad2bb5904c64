// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An executable, a shared library, or a file with debug information of one. For one thread.
public final class ElfFile {

    private static final int MAX_SECTIONS = 1 << 16;
    private static final int MAX_SEGMENTS = 1 << 12;
    private static final int PT_LOAD = 1;
    private static final int PT_NOTE = 4;
    private static final int PF_X = 1;
    private static final int NT_GNU_BUILD_ID = 3;

    private static final String GNU = "GNU";

    /// Longest build id that is one.
    private static final int MAX_BUILD_ID = 64;

    /// Longest name of a section: many may have the same long text.
    private static final int MAX_SECTION_NAME = 256;

    /// Most notes that are looked at: many sections and segments may hold the same ones.
    private static final int MAX_NOTES = 1 << 16;

    private final ByteCursor file;
    private final boolean is64;
    private final int machine;
    private final List<ElfSegment> code = new ArrayList<>();
    private final List<ByteBuffer> notes = new ArrayList<>();
    private final List<ElfSection> sections = new ArrayList<>();
    private final Unpacking unpacking;

    private ElfFile(ByteCursor file, boolean is64, int machine, Unpacking unpacking) {
        this.file = file;
        this.is64 = is64;
        this.machine = machine;
        this.unpacking = unpacking;
    }

    /// Reads the headers.
    ///
    /// @param bytes the whole file, from 0 to its limit; must stay as it is while this is used
    /// @param scratch room for sections that are unpacked
    /// @param unpackedLimit most bytes of such sections
    /// @throws MalformedDebuginfoException if it is no ELF file, or one that is cut off
    public static ElfFile parse(ByteBuffer bytes, Scratch scratch, long unpackedLimit)
            throws MalformedDebuginfoException {
        ByteBuffer whole = bytes.slice(0, bytes.limit());
        ByteCursor ident = new ByteCursor(whole);
        if (whole.limit() < 20 || ident.u32() != 0x7f454c46L) {
            throw new MalformedDebuginfoException("the file is no ELF file: it has another magic");
        }
        int width = ident.u8();
        int order = ident.u8();
        if (width < 1 || width > 2 || order < 1 || order > 2) {
            throw new MalformedDebuginfoException(
                    "the ELF file has class %d and byte order %d (expected 1 or 2)"
                            .formatted(width, order));
        }
        whole.order(order == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        ByteCursor file = new ByteCursor(whole);
        file.seek(18);
        int machine = file.u16();
        ElfFile elf = new ElfFile(file, width == 2, machine, new Unpacking(scratch, unpackedLimit));
        elf.readHeaders();
        return elf;
    }

    private void readHeaders() throws MalformedDebuginfoException {
        file.seek(24);
        file.word(is64);
        long segmentsAt = file.word(is64);
        long sectionsAt = file.word(is64);
        file.skip(6);
        int segmentSize = file.u16();
        int segmentCount = file.u16();
        int sectionSize = file.u16();
        long sectionCount = file.u16();
        long namesIndex = file.u16();
        if (sectionsAt != 0) {
            if (sectionSize < (is64 ? 64 : 40)) {
                throw new MalformedDebuginfoException(
                        "section headers have %d bytes".formatted(sectionSize));
            }
            readSections(sectionsAt, sectionSize, sectionCount, namesIndex);
        }
        if (segmentCount > MAX_SEGMENTS || (segmentCount > 0 && segmentSize < (is64 ? 56 : 32))) {
            throw new MalformedDebuginfoException(
                    "%d program headers of %d bytes".formatted(segmentCount, segmentSize));
        }
        for (int i = 0; i < segmentCount; i++) {
            file.seek(segmentsAt);
            file.skip((long) i * segmentSize);
            readSegment();
        }
    }

    private void readSegment() throws MalformedDebuginfoException {
        long type = file.u32();
        long flags = is64 ? file.u32() : 0;
        long offset = file.word(is64);
        long address = file.word(is64);
        file.word(is64);
        long fileSize = file.word(is64);
        long memorySize = file.word(is64);
        if (!is64) {
            flags = file.u32();
        }
        if (type == PT_LOAD && (flags & PF_X) != 0) {
            code.add(new ElfSegment(offset, address, fileSize, memorySize));
        } else if (type == PT_NOTE
                && fileSize > 0
                && offset >= 0
                && offset <= file.length()
                && fileSize <= file.length() - offset) {
            notes.add(file.slice(offset, fileSize));
        }
    }

    private void readSections(long at, int size, long count, long namesIndex)
            throws MalformedDebuginfoException {
        file.seek(at);
        RawSection first = rawSection();
        long total = count == 0 ? first.size : count;
        long names = namesIndex == 0xffff ? first.link : namesIndex;
        if (total < 0 || total > MAX_SECTIONS) {
            throw new MalformedDebuginfoException(
                    "the file has %d sections (expected at most %d)"
                            .formatted(total, MAX_SECTIONS));
        }
        List<RawSection> raw = new ArrayList<>();
        for (int i = 0; i < total; i++) {
            file.seek(at);
            file.skip((long) i * size);
            raw.add(rawSection());
        }
        ByteCursor texts = ByteCursor.empty();
        if (names > 0 && names < raw.size()) {
            RawSection table = raw.get((int) names);
            if (table.type != ElfSection.NOBITS) {
                texts = new ByteCursor(file.slice(table.offset, table.size));
            }
        }
        for (RawSection section : raw) {
            String name =
                    section.name < texts.length()
                            ? texts.textAt(section.name, MAX_SECTION_NAME)
                            : "";
            sections.add(section.named(name));
        }
    }

    private record RawSection(
            long name, long type, long flags, long address, long offset, long size, long link) {

        ElfSection named(String text) {
            return new ElfSection(text, type, flags, address, offset, size, (int) link);
        }
    }

    private RawSection rawSection() throws MalformedDebuginfoException {
        long name = file.u32();
        long type = file.u32();
        long flags = file.word(is64);
        long address = file.word(is64);
        long offset = file.word(is64);
        long size = file.word(is64);
        return new RawSection(name, type, flags, address, offset, size, file.u32());
    }

    /// Whether addresses have eight bytes.
    public boolean is64() {
        return is64;
    }

    /// `e_machine`.
    int machine() {
        return machine;
    }

    /// What is loaded to be executed, in order of the headers.
    public List<ElfSegment> code() {
        return List.copyOf(code);
    }

    /// All sections, in order.
    List<ElfSection> sections() {
        return sections;
    }

    /// Whether an address belongs to what is executed.
    public boolean isCode(long address) {
        for (ElfSegment segment : code) {
            if (segment.containsAddress(address)) {
                return true;
            }
        }
        return false;
    }

    /// Bytes from an address to the end of the section that it lies in; 0 if it lies in none.
    long toSectionEnd(long address) {
        for (ElfSection section : sections) {
            long inside = address - section.address();
            if (section.address() != 0 && Long.compareUnsigned(inside, section.size()) < 0) {
                return section.size() - inside;
            }
        }
        return 0;
    }

    /// The content of a section, unpacked; empty if there is none. A section `.debug_x` is also
    /// found as `.zdebug_x`.
    ///
    /// @throws IOException if there is no room to unpack it
    public ByteBuffer section(String name) throws MalformedDebuginfoException, IOException {
        for (ElfSection section : sections) {
            if (section.hasBytes()) {
                if (section.name().equals(name)) {
                    return content(section);
                }
                if (name.startsWith(".debug_") && section.name().equals(".z" + name.substring(1))) {
                    return unpacking.old(file.slice(section.offset(), section.size()));
                }
            }
        }
        return file.slice(0, 0);
    }

    /// The content of a section, unpacked.
    ByteBuffer content(ElfSection section) throws MalformedDebuginfoException, IOException {
        ByteBuffer stored = file.slice(section.offset(), section.size());
        return (section.flags() & ElfSection.COMPRESSED) == 0
                ? stored
                : unpacking.withHeader(stored, is64);
    }

    /// GNU's build id in lower-case hexadecimal, empty if there is none.
    ///
    /// @throws MalformedDebuginfoException if notes are wrong, or too many
    public String gnuBuildId() throws MalformedDebuginfoException {
        List<ByteBuffer> all = new ArrayList<>();
        for (ElfSection section : sections) {
            if (section.type() == ElfSection.NOTE && section.hasBytes()) {
                all.add(file.slice(section.offset(), section.size()));
            }
        }
        all.addAll(notes);
        int left = MAX_NOTES;
        for (ByteBuffer some : all) {
            ByteCursor cursor = new ByteCursor(some);
            while (cursor.length() - cursor.position() >= 12) {
                if (left-- == 0) {
                    throw new MalformedDebuginfoException(
                            "the file has more than %d notes".formatted(MAX_NOTES));
                }
                byte[] id = note(cursor);
                if (id != null) {
                    return HexFormat.of().formatHex(id);
                }
            }
        }
        return "";
    }

    /// Reads a note, and leaves the cursor behind it.
    ///
    /// @return what is in it if it is a build id, else null
    private static byte @Nullable [] note(ByteCursor cursor) throws MalformedDebuginfoException {
        long nameSize = cursor.u32();
        long contentSize = cursor.u32();
        long type = cursor.u32();
        long nameAt = cursor.position();
        long contentAt = nameAt + ((nameSize + 3) & ~3L);
        if (type == NT_GNU_BUILD_ID
                && nameSize == GNU.length() + 1
                && contentSize <= MAX_BUILD_ID
                && cursor.textAt(nameAt, GNU.length() + 1).equals(GNU)) {
            cursor.seek(contentAt);
            return cursor.bytes((int) contentSize);
        }
        long next = contentAt + ((contentSize + 3) & ~3L);
        cursor.seek(Math.min(next, cursor.length()));
        return null;
    }
}
