// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore.remote;

import java.io.IOException;
import java.time.Duration;

/// A store could not be reached, did not answer, or is overloaded: the call may succeed later.
public final class RetryableException extends IOException {

    private static final long serialVersionUID = 1;

    private final Duration after;

    /// @param message what went wrong
    /// @param cause what the client said
    public RetryableException(String message, Throwable cause) {
        this(message, cause, Duration.ZERO);
    }

    /// @param after what the store asked to wait; zero if it did not
    public RetryableException(String message, Throwable cause, Duration after) {
        super(message, cause);
        this.after = after;
    }

    /// What the store asked to wait; zero if it did not.
    public Duration after() {
        return after;
    }
}
