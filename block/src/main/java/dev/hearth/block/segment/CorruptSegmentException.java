// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.segment;

import java.io.IOException;

/// The bytes of a segment or of a block's file are not what was written. The message names the
/// object, where in it, what was expected and what was found.
public final class CorruptSegmentException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param key key of the object
    /// @param offset where in the object the part begins that is wrong, in bytes
    /// @param problem what is what (expected what)
    public CorruptSegmentException(String key, long offset, String problem) {
        super("object \"%s\" is damaged at byte %d: %s".formatted(key, offset, problem));
    }

    /// As above, for what a reader of one of its files found.
    ///
    /// @param file name of the file
    /// @param offset where in the object the file begins, in bytes
    public CorruptSegmentException(String key, long offset, String file, IOException cause) {
        super(
                "object \"%s\" is damaged in %s at byte %d: %s"
                        .formatted(key, file, offset, cause.getMessage()),
                cause);
    }
}
