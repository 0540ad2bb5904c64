// SPDX-License-Identifier: Apache-2.0
/// Object stores of others, reached over a network: what all of them share.
///
/// A provider's client is a [dev.hearth.objectstore.remote.Bucket], which makes one attempt at each
/// thing. Retries, the question who made an object after an answer was lost, and the checks of keys
/// and ranges are [dev.hearth.objectstore.remote.RemoteObjectStore]'s. Whether a store creates
/// objects atomically is found out by [dev.hearth.objectstore.remote.ConditionalPutProbe].
@NullMarked
package dev.hearth.objectstore.remote;

import org.jspecify.annotations.NullMarked;
