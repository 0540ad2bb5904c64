// SPDX-License-Identifier: Apache-2.0
package dev.hearth.parquet;

import java.io.IOException;

/// The bytes of a Parquet file are not what was written. The message says what is wrong; the file is
/// not known here, whoever knows it adds its name.
public final class CorruptParquetException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param message what is what (expected what)
    public CorruptParquetException(String message) {
        super(message);
    }
}
