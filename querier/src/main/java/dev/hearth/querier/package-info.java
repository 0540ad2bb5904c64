// SPDX-License-Identifier: Apache-2.0
/// The public query API: parses, limits, plans, asks the sources, and answers in the shapes that
/// clients know.
///
/// Each profile counts exactly once in an answer, whether it is in a segment or still with the
/// owner of its log partition ([QueryPlanner]). What is computed lives in `dev.hearth.query`; here
/// is what surrounds it. Start at [QuerierModule], then [Querier].
@NullMarked
package dev.hearth.querier;

import org.jspecify.annotations.NullMarked;
