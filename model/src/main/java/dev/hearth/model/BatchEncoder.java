// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

/// Encodes batches one after another into the same array. For one thread.
public final class BatchEncoder {

    /// Bytes of a batch beyond which the array is made anew for the next.
    private static final int MOST_KEPT = 1 << 20;

    private final ColumnWriter out = new ColumnWriter();

    /// An encoder that has encoded nothing yet.
    public BatchEncoder() {}

    /// Encodes a batch as [ProfileBatchCodec#encode] does. What was encoded before is gone.
    ///
    /// @throws IllegalArgumentException if the batch is not what its types promise
    public void encode(ProfileBatch batch) {
        out.clear(MOST_KEPT);
        new BatchWriter(batch, out).write();
    }

    /// What the batch encoded last became, from the beginning; behind it is anything. Only until
    /// the next is encoded.
    public byte[] bytes() {
        return out.bytes();
    }

    /// How many bytes the batch encoded last became.
    public int size() {
        return out.size();
    }
}
