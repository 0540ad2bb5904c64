// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

/// A client asked for something that cannot be done with its debug files. The message is for the
/// client.
public final class DebuginfoException extends Exception {

    private static final long serialVersionUID = 1;

    /// Why it cannot be done.
    public enum Reason {
        /// What was sent is wrong.
        WRONG,
        /// There is no such file.
        UNKNOWN,
        /// The steps of an upload come in another order.
        OUT_OF_ORDER
    }

    private final Reason reason;

    DebuginfoException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Why it cannot be done.
    public Reason reason() {
        return reason;
    }

    /// The message; never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
