// SPDX-License-Identifier: Apache-2.0
/// Reads what is stored: segments and blocks as [dev.hearth.query.ProfileSource], with a cache of
/// what was decoded; and follows the chain of a partition's segments.
///
/// Start at [SegmentReader] and [BlockReader].
@NullMarked
package dev.hearth.block;

import org.jspecify.annotations.NullMarked;
