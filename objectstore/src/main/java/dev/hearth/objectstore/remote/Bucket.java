// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore.remote;

import dev.hearth.objectstore.ObjectContent;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// A bucket of a provider, by its client. Each call is one attempt.
///
/// Keys are valid. A [RetryableException] says that the same call may succeed later; after it,
/// [#create] may have made the object or not. Any other [IOException] will come again. Safe for
/// many threads.
public interface Bucket extends Closeable {

    /// Creates an object, whole and durable on return, unless there is one.
    ///
    /// @param content checked for its length before the object comes to be, see [ExactContent]
    /// @param putId stored beside the object
    /// @return false if there is one
    boolean create(String key, ObjectContent content, String putId) throws IOException;

    /// The `putId` that stands beside an object; empty if there is none.
    ///
    /// @throws dev.hearth.objectstore.NoSuchObjectException if there is no object
    String putId(String key) throws IOException;

    /// Reads a whole object.
    ///
    /// @throws dev.hearth.objectstore.NoSuchObjectException if there is none
    byte[] read(String key) throws IOException;

    /// Reads bytes of an object.
    ///
    /// @param length more than 0
    /// @return fewer than `length` bytes, or none, where the object ends before
    /// @throws dev.hearth.objectstore.NoSuchObjectException if there is none
    byte[] read(String key, long offset, int length) throws IOException;

    /// Length of an object in bytes, or -1 if there is none.
    long size(String key) throws IOException;

    /// Keys that start with `prefix` and sort after `after`, ascending: `limit` of them, or all
    /// there are.
    ///
    /// @param limit more than 0
    List<String> list(String prefix, String after, int limit) throws IOException;

    /// Removes an object; does nothing if there is none.
    void delete(String key) throws IOException;

    /// For messages: what and where it is, `bucket "x" at https://…`.
    @Override
    String toString();
}
