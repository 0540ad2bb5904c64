// SPDX-License-Identifier: Apache-2.0
/// Owns a log partition: appends to it, keeps what it holds in heads, cuts heads into segments, and
/// answers queries for the part that is not yet in segments.
///
/// A batch goes: [Ingester] encodes it and appends it to the log; once it is durable the parsed
/// batch waits in the [Inbox]; the [Applier] brings it into the open [Head], in order of position;
/// the [Cutter] freezes that head by age or size, commits it as a segment, and lets it go after a
/// grace. None of these has a thread: [IngesterThreads] drives them, and in tests the test does.
///
/// What holds: only durable positions are cut; the put of a segment is its commit; a chain other
/// than expected means that everything in memory is begun anew at its end, from the log. Retries
/// are dropped when a record is applied, by append times of the log, so that a replay decides the
/// same.
///
/// Locks: the cutter's is taken before the applier's, the applier's before the inbox's.
@NullMarked
package dev.hearth.ingester;

import org.jspecify.annotations.NullMarked;
