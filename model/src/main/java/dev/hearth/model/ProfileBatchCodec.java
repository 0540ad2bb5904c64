// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.Arrays;

/// [ProfileBatch] as bytes: what the log keeps and what is sent between processes.
///
/// One byte of version, then columns of variable-length numbers; the layout of each version is in
/// `docs/formats/batch-v1.md`. A released version is never changed. Nothing is compressed, and
/// nothing is checksummed: whoever keeps the bytes does that.
public final class ProfileBatchCodec {

    /// The first byte of what [#encode] makes.
    static final int VERSION = 1;

    private ProfileBatchCodec() {}

    /// Returns the bytes of a batch; the caller owns the array. Equal batches give equal bytes.
    ///
    /// @throws IllegalArgumentException if the batch is not what its types promise: an id that its
    ///   table lacks, stacks that do not ascend, a value that is not positive. Such bytes could not
    ///   be read again.
    public static byte[] encode(ProfileBatch batch) {
        BatchEncoder encoder = new BatchEncoder();
        encoder.encode(batch);
        return Arrays.copyOf(encoder.bytes(), encoder.size());
    }

    /// Reads all of an array.
    ///
    /// @throws MalformedBatchException as [#decode(byte[], int, int)]
    public static ProfileBatch decode(byte[] bytes) throws MalformedBatchException {
        return decode(bytes, 0, bytes.length);
    }

    /// Reads a batch that fills `length` bytes from `offset`. Keeps no reference to the array.
    ///
    /// Takes any bytes: the memory it needs is at most 8 KiB and 64 times their length, whatever
    /// they hold, and all ids of a batch it returns are within their tables.
    ///
    /// @throws MalformedBatchException if the bytes are not a batch, or one of another version
    public static ProfileBatch decode(byte[] bytes, int offset, int length)
            throws MalformedBatchException {
        return new BatchReader(new ColumnReader(bytes, offset, length)).read();
    }
}
