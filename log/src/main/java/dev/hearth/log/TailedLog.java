// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.io.IOException;

/// A partition's log that others append to and that several owners read.
public interface TailedLog extends ReadableLog {

    /// Waits until there may be records from `position` on, or a while; what came is known to
    /// [#durableEnd] then, and at hand for [#read].
    ///
    /// @throws IOException as [#read]
    void await(long position, long timeoutNanos) throws IOException;
}
