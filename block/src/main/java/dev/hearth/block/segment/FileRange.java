// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

/// Where a file lies in a segment.
///
/// @param offset bytes from the start of the object
/// @param length bytes
/// @param checksum XXH3, 64 bits, of its bytes
/// @param tail CRC-32C in the file's trailer: it stands for the whole file where only parts of it
///   are read
public record FileRange(long offset, int length, long checksum, int tail) {}
