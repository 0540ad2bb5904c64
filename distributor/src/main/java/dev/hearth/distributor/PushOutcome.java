// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

/// What became of one pushed profile.
sealed interface PushOutcome {

    /// It is durable, or held nothing to store.
    record Accepted() implements PushOutcome {}

    /// It breaks a rule or a limit, and nothing of it is stored; sending it again unchanged does
    /// not help, except for a [DiscardReason#isExhausted] limit.
    ///
    /// @param reason what it is counted under
    /// @param message what is what (expected what), for the client
    record Refused(DiscardReason reason, String message) implements PushOutcome {}

    /// Some of its series are durable, the others are refused. Sent again, the former count once if
    /// something tells the payload from others.
    ///
    /// @param refusal why the first of the others is
    record StoredInPart(Refused refusal) implements PushOutcome {}

    /// It could not be made durable; the client should send it again.
    ///
    /// @param message what failed, for the client
    record Unavailable(String message) implements PushOutcome {}

    /// The one outcome that holds no detail.
    PushOutcome ACCEPTED = new Accepted();
}
