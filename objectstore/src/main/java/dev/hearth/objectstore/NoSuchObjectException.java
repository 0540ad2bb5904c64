// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstore;

import java.io.IOException;

/// There is no object of that key.
public final class NoSuchObjectException extends IOException {

    private static final long serialVersionUID = 1;

    private final String key;

    /// @param key the key that was asked for
    public NoSuchObjectException(String key) {
        super("no object \"%s\"".formatted(key));
        this.key = key;
    }

    /// The key that was asked for.
    public String key() {
        return key;
    }
}
