// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.io.IOException;

/// A request's body has more bytes than it may.
final class BodyTooLargeException extends IOException {

    private static final long serialVersionUID = 1;

    BodyTooLargeException(long limit) {
        super("request body too large: it has more than %d bytes".formatted(limit));
    }
}
