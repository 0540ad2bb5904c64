// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.nio.charset.StandardCharsets;

/// Strings by dense id, as UTF-8 in one array. Id 0 is the empty string.
///
/// Immutable as far as [#size] goes: a table may share its arrays with a builder that adds more
/// strings behind. Readers must not change the arrays.
public final class StringTable {

    private static final int[] NO_HASHES = {};

    private final byte[] bytes;
    private final int[] ends;
    private final int[] hashes;
    private final int size;

    /// @param bytes the strings one after another
    /// @param ends for each string where it ends in `bytes`, exclusive
    /// @param size strings in the table
    StringTable(byte[] bytes, int[] ends, int size) {
        this(bytes, ends, NO_HASHES, size);
    }

    /// @param hashes for each string its [ByteHash], or an empty array
    StringTable(byte[] bytes, int[] ends, int[] hashes, int size) {
        this.bytes = bytes;
        this.ends = ends;
        this.hashes = hashes;
        this.size = size;
    }

    /// A table of strings that came from elsewhere.
    ///
    /// @param bytes the strings one after another; kept
    /// @param ends for each string where it ends in `bytes`, exclusive; kept
    /// @throws IllegalArgumentException if the first is not empty, or the ends are not those of
    ///   strings in `bytes`
    public static StringTable of(byte[] bytes, int[] ends) {
        int before = 0;
        for (int end : ends) {
            if (end < before || end > bytes.length) {
                throw new IllegalArgumentException(
                        "string ends at %d (expected %d to %d)"
                                .formatted(end, before, bytes.length));
            }
            before = end;
        }
        if (ends.length == 0 || ends[0] != 0) {
            throw new IllegalArgumentException(
                    "table of strings does not begin with the empty string");
        }
        return new StringTable(bytes, ends, ends.length);
    }

    /// Strings in the table.
    public int size() {
        return size;
    }

    /// Where string `id` starts in [#bytes].
    public int offset(int id) {
        return id == 0 ? 0 : ends[id - 1];
    }

    /// Length of string `id` in bytes.
    public int length(int id) {
        return ends[id] - offset(id);
    }

    /// The array that holds the strings; not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    /// The [ByteHash] of string `id`.
    int hash(int id) {
        return hashes.length > 0 ? hashes[id] : ByteHash.of(bytes, offset(id), length(id));
    }

    /// Compares two strings of two tables by their bytes, unsigned, as Go orders strings.
    static int compare(StringTable a, int idA, StringTable b, int idB) {
        int startA = a.offset(idA);
        int startB = b.offset(idB);
        return java.util.Arrays.compareUnsigned(
                a.bytes, startA, a.ends[idA], b.bytes, startB, b.ends[idB]);
    }

    /// Returns string `id`. Makes a new `String` on every call.
    public String get(int id) {
        return new String(bytes, offset(id), length(id), StandardCharsets.UTF_8);
    }
}
