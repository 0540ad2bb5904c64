// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.table;

import java.io.IOException;

/// Bytes that should be a [SymbolTable] are none.
public final class CorruptTableException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param message what is wrong
    public CorruptTableException(String message) {
        super(message);
    }
}
