// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import java.io.IOException;

/// An object that should be a tenant's index is none.
public final class CorruptIndexException extends IOException {

    private static final long serialVersionUID = 1;

    CorruptIndexException(String key, String what) {
        super("object \"%s\" is damaged: %s".formatted(key, what));
    }
}
