// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

/// The bytes of versions of one kind.
interface VersionCodec<T> {

    /// What is in the bytes.
    ///
    /// @param previous name of the version before, the last part of its key; empty if it is the
    ///   first
    /// @param seal seal of the version before; of the first version what is in its place
    record Decoded<T>(T content, String previous, String seal) {}

    /// Writes a version.
    ///
    /// @param previous name of the version before, the last part of its key; empty if it is the
    ///   first
    /// @param seal seal of the version before; of the first version what is in its place
    /// @param writer tells this version from one that another writes at the same time
    byte[] encode(T content, String previous, String seal, String writer);

    /// Reads a version.
    ///
    /// @param key the object, for messages
    /// @throws CorruptIndexException if the bytes are no such version
    Decoded<T> decode(String key, byte[] bytes) throws CorruptIndexException;
}
