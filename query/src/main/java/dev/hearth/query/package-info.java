// SPDX-License-Identifier: Apache-2.0
/// Selection and aggregation over sources (heads and segments), partial results and their merge.
///
/// Start at [ProfileSource], what a head and a segment look like to a query, then [QueryEngine].
@NullMarked
package dev.hearth.query;

import org.jspecify.annotations.NullMarked;
