// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore.remote;

import java.io.IOException;

/// A store lets two puts create the same object: segments and indexes could be lost in it.
public final class UnsafeStoreException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param message what the store did, and what was expected
    public UnsafeStoreException(String message) {
        super(message);
    }
}
