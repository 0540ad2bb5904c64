// SPDX-License-Identifier: Apache-2.0
/// Segments, byte by byte: what an ingester cuts from its log, one object for all tenants of a
/// range of positions.
///
/// Says what is in one and where, and writes one from a head's content. Start at [SegmentContent].
/// Reading one as a source of profiles is the business of [dev.hearth.block.SegmentReader].
@NullMarked
package dev.hearth.block.segment;

import org.jspecify.annotations.NullMarked;
