// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Frames by address, looked up in the bytes that are stored. Safe for many threads.
///
/// Ids that it returns are ids of its own rows: frames, functions, strings.
public final class SymbolTable {

    /// No frame, or no parent of one.
    public static final int NONE = -1;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int segmentCount;
    private final int rangeCount;
    private final int frameCount;
    private final int functionCount;
    private final int stringCount;
    private final int rangesAt;
    private final int framesAt;
    private final int functionsAt;
    private final int endsAt;
    private final int textsAt;

    /// Bytes that are known to be right.
    SymbolTable(byte[] bytes) {
        this.bytes = bytes;
        this.segmentCount = int4(8);
        this.rangeCount = int4(12);
        this.frameCount = int4(16);
        this.functionCount = int4(20);
        this.stringCount = int4(24);
        this.rangesAt = TableFormat.HEADER + TableFormat.SEGMENT * segmentCount;
        this.framesAt = rangesAt + 12 * rangeCount;
        this.functionsAt = framesAt + 12 * frameCount;
        this.endsAt = functionsAt + 16 * functionCount;
        this.textsAt = endsAt + 4 * stringCount;
    }

    /// Opens a stored table.
    ///
    /// @param bytes the whole object; not to be changed any more
    /// @throws CorruptTableException if it is none, or one of another version
    public static SymbolTable open(byte[] bytes) throws CorruptTableException {
        if (bytes.length < TableFormat.HEADER + 4
                || (int) INT.get(bytes, 0) != TableFormat.MAGIC
                || (int) INT.get(bytes, 4) != TableFormat.VERSION) {
            throw new CorruptTableException("the table of symbols is not of version 1");
        }
        int end = bytes.length - 4;
        if ((int) INT.get(bytes, end) != TableFormat.checksum(bytes, end)) {
            throw new CorruptTableException("the table of symbols has another checksum");
        }
        long size =
                TableFormat.HEADER
                        + TableFormat.SEGMENT * (long) (int) INT.get(bytes, 8)
                        + 12L * (int) INT.get(bytes, 12)
                        + 12L * (int) INT.get(bytes, 16)
                        + 16L * (int) INT.get(bytes, 20)
                        + 4L * (int) INT.get(bytes, 24)
                        + (int) INT.get(bytes, 28);
        if (size != end) {
            throw new CorruptTableException(
                    "the table of symbols has %d bytes (expected %d)".formatted(end, size));
        }
        return new SymbolTable(bytes);
    }

    /// The bytes to store; not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    private int int4(int at) {
        return (int) INT.get(bytes, at);
    }

    private long int8(int at) {
        return (long) LONG.get(bytes, at);
    }

    /// Ranges of addresses, gaps included.
    public int rangeCount() {
        return rangeCount;
    }

    /// Functions in the table.
    public int functionCount() {
        return functionCount;
    }

    /// The frame at an address of the linker, the innermost inlined call, or [#NONE].
    public int find(long address) {
        int low = 0;
        int high = rangeCount - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(int8(rangesAt + 8 * middle), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? NONE : int4(rangesAt + 8 * rangeCount + 4 * high);
    }

    /// The linker's address of an address in a running program.
    ///
    /// What a sender means by an address is told by its mapping: in the range of one that does not
    /// begin at 0, it is the program's; anything else is taken for the linker's already, as eBPF
    /// profilers of OpenTelemetry send it.
    ///
    /// @param address the address
    /// @param start first address of the mapping
    /// @param limit end of the mapping, exclusive
    /// @param offset offset of the mapping in the file
    public long linked(long address, long start, long limit, long offset) {
        if (start == 0
                || Long.compareUnsigned(address, start) < 0
                || Long.compareUnsigned(address, limit) >= 0) {
            return address;
        }
        long inFile = address - start + offset;
        boolean hasCode = false;
        for (int i = 0; i < segmentCount; i++) {
            int at = TableFormat.HEADER + TableFormat.SEGMENT * i;
            long size = int8(at + 16);
            hasCode |= size != 0;
            if (Long.compareUnsigned(inFile - int8(at), size) < 0) {
                return inFile - int8(at) + int8(at + 8);
            }
        }
        if (!hasCode && segmentCount == 1) {
            // The linker's page of a segment is what the first page of its mapping shows.
            return address - start + (int8(TableFormat.HEADER + 8) & -4096L);
        }
        return address;
    }

    /// The frame that a frame was inlined into, or [#NONE].
    public int parent(int frame) {
        return int4(framesAt + 4 * (2 * frameCount + frame));
    }

    /// Line of a frame, 0 if unknown.
    public int line(int frame) {
        return int4(framesAt + 4 * (frameCount + frame));
    }

    /// Function of a frame.
    public int function(int frame) {
        return int4(framesAt + 4 * frame);
    }

    /// String id of a function's name.
    public int name(int function) {
        return int4(functionsAt + 4 * function);
    }

    /// String id of a function's name as the linker knows it.
    public int systemName(int function) {
        return int4(functionsAt + 4 * (functionCount + function));
    }

    /// String id of the path of a function's source, 0 if unknown.
    public int file(int function) {
        return int4(functionsAt + 4 * (2 * functionCount + function));
    }

    /// Line where a function starts, 0 if unknown.
    public int startLine(int function) {
        return int4(functionsAt + 4 * (3 * functionCount + function));
    }

    /// Where a string begins in [#bytes].
    public int stringOffset(int string) {
        return textsAt + (string == 0 ? 0 : int4(endsAt + 4 * (string - 1)));
    }

    /// Length of a string in bytes.
    public int stringLength(int string) {
        return textsAt + int4(endsAt + 4 * string) - stringOffset(string);
    }

    /// A string.
    public String string(int string) {
        return new String(
                bytes, stringOffset(string), stringLength(string), StandardCharsets.UTF_8);
    }
}
