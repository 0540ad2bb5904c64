// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

/// Whether a partition is written and read. Of two entries that are otherwise equally new, the
/// later of these counts.
public enum PartitionState {
    /// Written and read.
    ACTIVE,
    /// Read, and not written any more: it is being emptied into segments.
    READ_ONLY,
    /// All of it is in segments, and nobody has to be asked. The entry stays for a while.
    RETIRED
}
