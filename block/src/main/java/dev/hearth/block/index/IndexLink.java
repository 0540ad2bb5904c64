// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import org.jspecify.annotations.Nullable;

/// A version as it was read, with what tells whether it is there.
///
/// @param seal checksum of its bytes, which names the key of the next one
/// @param length its bytes
/// @param content what it says
/// @param before the version before it; null if it is the first
record IndexLink<T>(
        long number, String key, String seal, long length, T content, @Nullable Stamp before) {

    /// What tells an object from another with the same key.
    record Stamp(String key, String seal, long length) {}

    Stamp stamp() {
        return new Stamp(key, seal, length);
    }

    /// The object that exists as long as no version but the next can follow: the one before, or the
    /// first itself.
    Stamp anchor() {
        return before == null ? stamp() : before;
    }
}
