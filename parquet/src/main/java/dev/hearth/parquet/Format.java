// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

/// Numbers that the Parquet format and Hearth's own tail give a meaning.
final class Format {

    /// `PAR1`, at both ends of a file.
    static final int MAGIC = 'P' | 'A' << 8 | 'R' << 16 | '1' << 24;

    /// `HTL2`, see [#TRAILER].
    static final int TAIL_MAGIC = 'H' | 'T' << 8 | 'L' << 16 | '2' << 24;

    /// Bytes between the indexes and the footer, which other readers pass over: [#TAIL_MAGIC],
    /// length of the indexes, CRC-32C of the indexes and of all that follows the trailer, the
    /// closing magic left out.
    ///
    /// The indexes end with the CRC-32 of every page, little-endian: row group by row group, column
    /// by column, a dictionary before the pages that need it. So a page that stands where another
    /// belongs is found.
    static final int TRAILER = 12;

    /// Bytes behind the footer: its length, and [#MAGIC].
    static final int END = 8;

    static final int CODEC_ZSTD = 6;

    static final int PLAIN = 0;
    static final int RLE = 3;
    static final int DELTA_BINARY_PACKED = 5;
    static final int DELTA_LENGTH_BYTE_ARRAY = 6;
    static final int RLE_DICTIONARY = 8;

    static final int DATA_PAGE = 0;
    static final int DICTIONARY_PAGE = 2;

    private Format() {}
}
