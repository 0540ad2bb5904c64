// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

import java.time.Duration;

/// What a [FaultyProxy] does to a request.
public sealed interface Fault {

    /// Answers it without asking the server.
    ///
    /// @param status of the answer
    /// @param headers further lines of the answer's head, each ended by `\r\n`
    /// @param body of the answer
    record Answer(int status, String headers, String body) implements Fault {}

    /// Closes the connection before the server sees the request.
    record Cut() implements Fault {}

    /// Lets the server do it, and closes the connection instead of answering.
    record LoseAnswer() implements Fault {}

    /// Lets the server do it, and answers that late.
    ///
    /// @param time how late
    record Delay(Duration time) implements Fault {}

    /// Lets the server do it, and closes the connection in the middle of the answer's body.
    record HalfAnswer() implements Fault {}
}
