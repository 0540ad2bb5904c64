// SPDX-License-Identifier: Apache-2.0
/// Formats whose frames are names and nothing else: folded text, lines, and the binary trie and
/// tree. Start at [TextDecoder].
@NullMarked
package dev.hearth.formats.text;

import org.jspecify.annotations.NullMarked;
