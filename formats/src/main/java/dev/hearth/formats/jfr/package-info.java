// SPDX-License-Identifier: Apache-2.0
/// Java Flight Recorder's recordings, as async-profiler and the JDK itself write them. Start at
/// [JfrDecoder].
///
/// A recording says of itself how its events and constants are laid out. Each chunk is read with a
/// [ChunkMetadata] of its own, from which a [Plan] is made for every type that is needed: fields
/// are found by name, never by position.
@NullMarked
package dev.hearth.formats.jfr;

import org.jspecify.annotations.NullMarked;
