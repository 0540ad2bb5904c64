// SPDX-License-Identifier: Apache-2.0
/// Merges segments and blocks of a tenant into blocks.
///
/// Streams: what is held at a time is the symbols and stacks of one service, and buffers. Writes
/// the objects of the new blocks, but decides nothing: whether they count says the index, which the
/// caller changes. Start at [BlockMerger].
///
/// The files are those of `docs/formats/block-v1.md`.
@NullMarked
package dev.hearth.block.merge;

import org.jspecify.annotations.NullMarked;
