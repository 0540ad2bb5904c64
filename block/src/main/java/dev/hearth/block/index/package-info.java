// SPDX-License-Identifier: Apache-2.0
/// What exists of a tenant: its blocks, and which positions of each partition they cover.
///
/// An index is a chain of versions, each an object of its own that names everything; whoever
/// creates `n + 1` first wins, and the loser starts over from it. Queries and compaction read the
/// index, never a listing of blocks. Start at [IndexStore].
///
/// The words *pending*, *live* and *gone* are those of [TenantIndex].
@NullMarked
package dev.hearth.block.index;

import org.jspecify.annotations.NullMarked;
