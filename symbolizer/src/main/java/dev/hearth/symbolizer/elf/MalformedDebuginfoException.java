// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.elf;

/// A file is not what it says, or asks for more work than is done for one file.
public final class MalformedDebuginfoException extends Exception {

    private static final long serialVersionUID = 1;

    /// @param message what is wrong, in terms of the file
    public MalformedDebuginfoException(String message) {
        super(message);
    }

    /// The message; never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
