// SPDX-License-Identifier: Apache-2.0
/// The write path up to the log: decodes each pushed payload once, checks it, names its series,
/// gives ids, and answers when it is durable.
///
/// Guarantees: what is answered with success is in the [BatchSink]; what is wrong gets a message
/// and is counted by reason, and the rest of the request is stored; a retry gets the id of what it
/// repeats; requests, decoders and memory are bounded, and who finds no room is told to come again.
///
/// It keeps nothing, and knows neither partitions nor files. Start at `Distributor`, then
/// `OnePush`, which is one request on its way; wired by [DistributorModule].
@NullMarked
package dev.hearth.distributor;

import org.jspecify.annotations.NullMarked;
