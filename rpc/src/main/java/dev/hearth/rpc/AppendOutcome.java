// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

/// What became of batches that the owner of a partition was to append.
public sealed interface AppendOutcome {

    /// They are durable, all of them.
    record Durable() implements AppendOutcome {}

    /// None of them is in the log; that is certain.
    ///
    /// @param refusal why
    /// @param reason what is what, for people
    record Refused(Refusal refusal, String reason) implements AppendOutcome {}

    /// Nobody answered, or the log failed on the way: they may be durable or not.
    ///
    /// @param reason what is what, for people
    /// @param isLate whether the time was over, so that whoever asks next would wait as long
    record Unknown(String reason, boolean isLate) implements AppendOutcome {}

    /// Why a process did not append.
    enum Refusal {
        /// It could not be reached: nothing was sent.
        UNREACHABLE,
        /// It takes nothing for the partition: it does not own it, not yet, or not any more.
        NOT_HERE,
        /// It has too much in memory.
        OVERLOADED,
        /// It cannot read the records.
        UNREADABLE
    }

    /// The one outcome that holds no detail.
    AppendOutcome DURABLE = new Durable();
}
