// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

/// What became of a cut.
sealed interface CutOutcome {

    /// Exactly the range is in storage, by this put or by one before whose answer was lost.
    ///
    /// @param bytes length of the object
    record Committed(long bytes) implements CutOutcome {}

    /// The chain is not what this owner thought it to be; nothing was written. The owner reads it
    /// again.
    ///
    /// @param reason what was found, for the log
    record Superseded(String reason) implements CutOutcome {}
}
