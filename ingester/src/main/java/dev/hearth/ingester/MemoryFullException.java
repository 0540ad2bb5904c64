// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.LogUnavailableException;

/// There is no room in memory for what is to be appended; nothing of it is in the log.
final class MemoryFullException extends LogUnavailableException {

    private static final long serialVersionUID = 1;

    /// @param message what is what, for the client
    MemoryFullException(String message) {
        super(message, null);
    }
}
