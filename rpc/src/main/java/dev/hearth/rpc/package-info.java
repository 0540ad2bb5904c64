// SPDX-License-Identifier: Apache-2.0
/// What the processes of a cluster ask each other: questions about profiles and their answers as
/// messages, the port that they are answered on, and the clients that ask.
///
/// An answer counts only if its end came and its checksum is right; whatever else comes is a
/// failure of the process that was asked, never wrong data. Failures keep their meaning across
/// processes: a range that was let go and an object that is gone lead to a new plan, damage names
/// its object. Deadlines and cancellations go along with each call. Versions one step apart
/// understand each other: a question that a process does not know is one that it cannot be asked.
///
/// Start at [RpcServer] and [Peers]; the messages are in `hearth.internal.v1`.
@NullMarked
package dev.hearth.rpc;

import org.jspecify.annotations.NullMarked;
