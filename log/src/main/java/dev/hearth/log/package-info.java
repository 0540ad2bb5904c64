// SPDX-License-Identifier: Apache-2.0
/// A durable log of one partition: append, read from a position, trim.
///
/// Start at [PartitionLog], which its one owner appends to; [FileLog] keeps one in local files. A
/// [TailedLog] is appended to by others, through a [LogProducer].
@NullMarked
package dev.hearth.log;

import org.jspecify.annotations.NullMarked;
