// SPDX-License-Identifier: Apache-2.0
/// speedscope's own JSON file format, from bytes. Start at [SpeedscopeDecoder].
@NullMarked
package dev.hearth.formats.speedscope;

import org.jspecify.annotations.NullMarked;
