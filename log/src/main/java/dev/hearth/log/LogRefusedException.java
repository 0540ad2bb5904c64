// SPDX-License-Identifier: Apache-2.0
package dev.hearth.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The log is not one that may be used: another than before, with records missing, or kept in a way
/// that loses some. Trying again does not help; an operator has to look.
public final class LogRefusedException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param message what is what, and what to do about it, for the operator
    public LogRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
