// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import java.io.IOException;

/// What a plan has read does not fit together, since it changed meanwhile.
final class StalePlanException extends IOException {

    private static final long serialVersionUID = 1;

    StalePlanException(String message) {
        super(message);
    }
}
