// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

/// Where the profiles of this process go.
@FunctionalInterface
interface SelfProfileSink {

    /// Pushes one profile as a client would.
    ///
    /// @throws Exception if it was refused or the server is not ready for it
    void push(SelfProfile profile) throws Exception;
}
