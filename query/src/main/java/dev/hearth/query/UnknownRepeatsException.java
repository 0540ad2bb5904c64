// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;

/// A share has profiles of which others may have copies, and whoever asks has not looked for them
/// yet.
public final class UnknownRepeatsException extends IOException {

    private static final long serialVersionUID = 1;

    /// One that is told to whoever asks.
    public UnknownRepeatsException() {
        super("profiles may have copies elsewhere (expected to be told which count)");
    }
}
