// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoregcs;

import java.io.IOException;

/// What was to be sent could not be read: no fault of the store's.
final class ContentException extends IOException {

    private static final long serialVersionUID = 1;

    private final IOException why;

    ContentException(IOException why) {
        super(why);
        this.why = why;
    }

    IOException why() {
        return why;
    }
}
