// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Another process could not be asked, or did not answer as it should: whoever else can answer may
/// be asked instead.
public final class PeerFailedException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param address where the process listens
    /// @param problem what is wrong
    /// @param cause what was thrown, if anything
    public PeerFailedException(String address, String problem, @Nullable Throwable cause) {
        super("%s: %s".formatted(address, problem), cause);
    }
}
