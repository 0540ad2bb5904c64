// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;

/// A query stopped before it had its answer.
public final class QueryAbortedException extends IOException {

    private static final long serialVersionUID = 1;

    /// Why.
    public enum Reason {
        /// Nobody waits for the answer.
        CANCELLED,
        /// It took too long.
        DEADLINE,
        /// Too many queries run and wait.
        OVERLOADED
    }

    private final Reason reason;

    /// @param reason why
    public QueryAbortedException(Reason reason) {
        super("query was aborted: " + reason);
        this.reason = reason;
    }

    /// Why.
    public Reason reason() {
        return reason;
    }
}
