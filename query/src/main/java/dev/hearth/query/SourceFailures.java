// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;

/// What becomes of a query when something of a source cannot be read. Safe for many threads.
@FunctionalInterface
public interface SourceFailures {

    /// Fails the query.
    SourceFailures FATAL =
            failure -> {
                throw failure;
            };

    /// Told of a failure. Returns if the query is to go on without what could not be read.
    ///
    /// @throws IOException the failure, if the query is to fail
    void failed(IOException failure) throws IOException;
}
