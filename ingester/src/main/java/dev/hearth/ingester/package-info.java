// SPDX-License-Identifier: Apache-2.0
/// Owns a log partition: appends to it, keeps what it holds in a head, cuts the head into segments,
/// and answers queries for the part that is not yet in segments.
///
/// Start at [Head] for what memory holds.
@NullMarked
package dev.hearth.ingester;

import org.jspecify.annotations.NullMarked;
