// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// A flat key-to-bytes store.
///
/// Keys are `/`-separated, never empty, and never start or end with `/`; a part is neither `.` nor
/// `..`. Objects are immutable: they are created, read and deleted. [#list] may lag behind; nothing
/// else may.
///
/// Safe for many threads. Calls block; run them on a virtual thread.
public interface ObjectStore extends Closeable {

    /// Creates an object, whole and durable on return, unless the key is taken.
    ///
    /// @return false if the key was taken; the store is then as it was
    /// @throws IOException if the store fails; the object may exist or not
    boolean putIfAbsent(String key, byte[] bytes) throws IOException;

    /// As [#putIfAbsent(String, byte[])], for an object that is too large for memory.
    ///
    /// @param content may be opened several times
    /// @throws IOException if the store fails, or the content has another length than it says; in
    ///   that case there is no object
    boolean putIfAbsent(String key, ObjectContent content) throws IOException;

    /// Reads a whole object; the caller owns the array.
    ///
    /// @throws NoSuchObjectException if there is none
    byte[] get(String key) throws IOException;

    /// Reads exactly `length` bytes from `offset`; the caller owns the array.
    ///
    /// @throws NoSuchObjectException if there is none
    /// @throws IOException if the object ends before `offset + length`
    byte[] getRange(String key, long offset, int length) throws IOException;

    /// Length of an object in bytes, or -1 if there is none.
    long size(String key) throws IOException;

    /// Up to `limit` keys that start with `prefix` and sort after `after`, ascending.
    ///
    /// @param after a key, or the empty string to begin
    List<String> list(String prefix, String after, int limit) throws IOException;

    /// Removes an object; does nothing if there is none.
    void delete(String key) throws IOException;

    @Override
    void close() throws IOException;
}
