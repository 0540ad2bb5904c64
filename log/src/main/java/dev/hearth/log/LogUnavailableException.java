// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The log takes no records now. The client should try again.
public class LogUnavailableException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param message what is what, for the client
    public LogUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
