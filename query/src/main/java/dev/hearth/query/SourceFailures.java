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

    /// Whether an answer may lack what cannot be read.
    default boolean mayLack() {
        return false;
    }

    /// Whether an answer may lack what is gone: an object that was deleted, a range that was let
    /// go. It may not as long as there is another plan to be tried.
    default boolean mayLackGone() {
        return false;
    }

    /// Told of a failure. Returns if the query is to go on without what could not be read.
    ///
    /// @throws IOException the failure, if the query is to fail
    void failed(IOException failure) throws IOException;
}
