// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.runtime;

import java.io.IOException;

/// Something that runtime files are read from.
@FunctionalInterface
interface RuntimeSource {

    /// Reads what is there now.
    ///
    /// @param name path or URL
    /// @throws IOException if it cannot be had; the message is for the operator
    /// @throws InterruptedException if the thread is interrupted meanwhile
    String read(String name) throws IOException, InterruptedException;
}
