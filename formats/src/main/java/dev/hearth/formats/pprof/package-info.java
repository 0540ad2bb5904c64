// SPDX-License-Identifier: Apache-2.0
/// pprof, from bytes and to bytes. Start at [PprofDecoder] and [PprofMerger].
///
/// Decoding repairs on the way what clients get wrong, and what comes out is normalised.
@NullMarked
package dev.hearth.formats.pprof;

import org.jspecify.annotations.NullMarked;
