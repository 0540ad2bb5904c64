// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// The durable log of one partition, as its owner reads it.
///
/// Positions only grow. Records below [#durableEnd] survive any crash. Safe for many threads; calls
/// block.
public interface ReadableLog extends Closeable {

    /// The identity of this incarnation: never reused, even if the log is made anew in the same
    /// place.
    String partition();

    /// Whether every position from [#start] to [#durableEnd] holds a record. If not, some hold
    /// none.
    boolean isDense();

    /// Asks whoever keeps the log where it begins and ends now: [#durableEnd] is then at least what
    /// it was when this call came. Does nothing where that is always known.
    ///
    /// @throws LogRefusedException if it is another log than before: no record that was read before
    ///   this call returned normally is another's
    /// @throws IOException if the log cannot be asked
    void refresh() throws IOException;

    /// End of what is durable, exclusive, as far as is known: the next durable record has this
    /// position or a later one.
    long durableEnd();

    /// First position that can still be read, as far as is known.
    long start();

    /// Reads durable records from `position` on, at least one unless there is none before
    /// [#durableEnd].
    ///
    /// @param maxBytes payload bytes after which no further record is added
    /// @throws IOException if `position` was trimmed, the log cannot be reached, or its bytes are
    ///   wrong
    List<LogRecord> read(long position, int maxBytes) throws IOException;

    /// Gives up records below `position`. They may stay readable for a while.
    void trim(long position) throws IOException;

    /// Makes sure that nothing is appended below `position` any more. Used at start, when storage
    /// holds more than the log.
    ///
    /// @throws LogRefusedException if that cannot be had: records that storage knows are gone, and
    ///   others may take their positions
    /// @throws IOException if the new start cannot be made durable
    void advanceTo(long position) throws IOException;
}
