// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

/// What a column holds. No value is ever absent.
public enum ColumnType {
    /// 32-bit numbers.
    INT32(1, 4),
    /// 64-bit numbers.
    INT64(2, 8),
    /// Nanoseconds since the epoch, as 64-bit numbers that readers show as instants.
    TIMESTAMP_NANOS(2, 8),
    /// True or false.
    BOOLEAN(0, 0),
    /// UTF-8.
    STRING(6, 0),
    /// 128 bits, high half first, each big-endian.
    UUID(7, 16);

    /// The number of the physical type in the format's own enumeration.
    final int physical;

    /// Bytes of a plain value, 0 if they vary or are bits.
    final int width;

    ColumnType(int physical, int width) {
        this.physical = physical;
        this.width = width;
    }

    boolean isNumber() {
        return this == INT32 || this == INT64 || this == TIMESTAMP_NANOS;
    }
}
