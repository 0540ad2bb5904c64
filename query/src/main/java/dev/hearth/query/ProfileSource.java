// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;
import java.util.List;

/// One tenant's profiles in one place: a head, or a segment. A view that does not change.
///
/// Safe for many threads; calls may block on I/O.
public interface ProfileSource {

    /// The services of the tenant here, each once, in order of name.
    ///
    /// @throws IOException if the storage fails or its bytes are wrong
    List<Dataset> datasets() throws IOException;

    /// Time of the earliest profile here, nanoseconds since the epoch; known without I/O.
    long minTimeNanos();

    /// Time of the latest profile here, nanoseconds since the epoch; known without I/O.
    long maxTimeNanos();

    /// How many profiles may have a copy in another source, at most; known without I/O.
    default long markedCount() {
        return 0;
    }
}
