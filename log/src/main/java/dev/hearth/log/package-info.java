// SPDX-License-Identifier: Apache-2.0
/// A durable log of one partition: append, read from a position, trim.
///
/// Start at [PartitionLog]; [FileLog] keeps one in local files.
@NullMarked
package dev.hearth.log;

import org.jspecify.annotations.NullMarked;
