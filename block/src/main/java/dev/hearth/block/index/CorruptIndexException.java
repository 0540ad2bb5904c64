// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import java.io.IOException;

/// An object that should be a tenant's index, or a deletion, is none; or the index is lost.
public final class CorruptIndexException extends IOException {

    private static final long serialVersionUID = 1;

    CorruptIndexException(String key, String what) {
        super("object \"%s\" is damaged: %s".formatted(key, what));
    }

    private CorruptIndexException(String message) {
        super(message);
    }

    /// @param prefix where the objects of the index should be
    /// @param what what tells that it is lost
    static CorruptIndexException lost(String prefix, String what) {
        return new CorruptIndexException(
                "index \"%s\" is lost: %s. To make it from the blocks, run hearth rebuild-index"
                        .formatted(prefix, what));
    }
}
