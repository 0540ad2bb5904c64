// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.table;

/// A table would have more bytes than allowed.
public final class TableTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// @param limit most bytes
    TableTooLargeException(long limit) {
        super("the table of symbols has more than %d bytes".formatted(limit));
    }
}
