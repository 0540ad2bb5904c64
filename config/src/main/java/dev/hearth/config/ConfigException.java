// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

/// An operator's mistake in flags, file or environment. The program does not start; the message is
/// for the operator and names the key.
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1;

    /// @param message what is what (expected what), with the flag or key
    public ConfigException(String message) {
        super(message);
    }

    /// The message; never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
