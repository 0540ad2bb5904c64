// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

/// A head and where it stands on its way to storage.
///
/// @param head the head
/// @param state how far it is
record OwnedHead(Head head, State state) {

    /// `Open` → `Frozen` → `Committed` → let go. A chain that turns out to be other than this owner
    /// thought lets all heads go, in whatever state, and begins with an open one at its end.
    sealed interface State {

        /// Takes what is appended. The last head always is.
        record Open() implements State {}

        /// Complete; its segment is not yet known to be committed.
        record Frozen() implements State {}

        /// In storage; kept for readers who read the chain before.
        ///
        /// @param atMillis since when, milliseconds since the epoch
        record Committed(long atMillis) implements State {}
    }
}
