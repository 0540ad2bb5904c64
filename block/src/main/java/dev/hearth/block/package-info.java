// SPDX-License-Identifier: Apache-2.0
/// Segments: what an ingester cuts from its log, one object for all tenants of a range of
/// positions.
///
/// Writes one from a head's content, reads one back as a [dev.hearth.query.ProfileSource], and
/// follows the chain of a partition's segments. Start at [SegmentContent].
@NullMarked
package dev.hearth.block;

import org.jspecify.annotations.NullMarked;
