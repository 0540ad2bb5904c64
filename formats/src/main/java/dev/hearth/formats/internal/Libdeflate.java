// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Inflates DEFLATE (RFC 1951) with libdeflate where the system has it: about twice as fast as the
/// JDK. The library is asked for by name, once; without it everything works as well, and slower.
///
/// Only whole payloads whose size is known: it neither streams nor grows. For one thread.
@SuppressWarnings("restricted") // calls a library of the system: that is what it is for
final class Libdeflate {

    private static final String LIBRARY = "libdeflate.so.0";

    /// The library's own name for success.
    private static final int SUCCESS = 0;

    /// The largest output for which the collector may be kept waiting: some milliseconds.
    private static final int MOST = 4 << 20;

    private static final @Nullable Functions FUNCTIONS = find();

    /// The entry points of the library.
    ///
    /// @param alloc makes a decompressor
    /// @param free ends one
    /// @param inflate unpacks into arrays of the heap, without copying
    private record Functions(MethodHandle alloc, MemorySegment free, MethodHandle inflate) {}

    private final Functions functions;
    private final MemorySegment decompressor;

    /// Where the library tells how much it took and made.
    private final long[] taken = new long[1];

    private final long[] made = new long[1];

    private Libdeflate(Functions functions, MemorySegment decompressor) {
        this.functions = functions;
        this.decompressor = decompressor;
    }

    /// Makes one; null where the system has no libdeflate.
    static @Nullable Libdeflate open() {
        Functions found = FUNCTIONS;
        if (found == null) {
            return null;
        }
        try {
            MemorySegment raw = (MemorySegment) found.alloc.invokeExact();
            if (raw.address() == 0) {
                return null;
            }
            Linker linker = Linker.nativeLinker();
            MethodHandle free =
                    linker.downcallHandle(
                            found.free, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
            return new Libdeflate(
                    found, raw.reinterpret(0, Arena.ofAuto(), own -> release(free, own)));
        } catch (Throwable e) {
            throw new IllegalStateException("libdeflate cannot be called", e);
        }
    }

    private static void release(MethodHandle free, MemorySegment decompressor) {
        try {
            free.invokeExact(decompressor);
        } catch (Throwable e) {
            throw new IllegalStateException("libdeflate cannot be called", e);
        }
    }

    /// Whether output of some size may be asked for.
    static boolean takes(int bytes) {
        return bytes <= MOST;
    }

    /// Inflates one stream whose output fits the space.
    ///
    /// @param room bytes of `into` from `at` on that may be written
    /// @return bytes made; -1 if the stream is broken, or needs more room
    int inflate(byte[] packed, int from, int end, byte[] into, int at, int room) {
        int status;
        try {
            status =
                    (int)
                            functions.inflate.invokeExact(
                                    decompressor,
                                    MemorySegment.ofArray(packed).asSlice(from),
                                    (long) (end - from),
                                    MemorySegment.ofArray(into).asSlice(at),
                                    (long) room,
                                    MemorySegment.ofArray(taken),
                                    MemorySegment.ofArray(made));
        } catch (Throwable e) {
            throw new IllegalStateException("libdeflate cannot be called", e);
        }
        return status == SUCCESS ? (int) made[0] : -1;
    }

    /// Bytes of input that the last stream had.
    int taken() {
        return (int) taken[0];
    }

    private static @Nullable Functions find() {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library;
        try {
            library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        } catch (IllegalArgumentException _) {
            return null;
        }
        MemorySegment alloc = library.find("libdeflate_alloc_decompressor").orElse(null);
        MemorySegment free = library.find("libdeflate_free_decompressor").orElse(null);
        MemorySegment inflate = library.find("libdeflate_deflate_decompress_ex").orElse(null);
        if (alloc == null || free == null || inflate == null) {
            return null;
        }
        return new Functions(
                linker.downcallHandle(alloc, FunctionDescriptor.of(ValueLayout.ADDRESS)),
                free,
                linker.downcallHandle(
                        inflate,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS),
                        Linker.Option.critical(true)));
    }
}
