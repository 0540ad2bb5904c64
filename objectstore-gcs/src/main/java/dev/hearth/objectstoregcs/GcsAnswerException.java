// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoregcs;

import java.io.IOException;

/// The store said no.
final class GcsAnswerException extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;

    GcsAnswerException(String message, int status, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /// HTTP status of the answer.
    int status() {
        return status;
    }
}
