// SPDX-License-Identifier: Apache-2.0
/// Makes blocks of segments and larger blocks of small ones, applies retention and deletions, and
/// removes what no longer counts.
///
/// Start at [Compactor]. It keeps nothing that matters: whatever it was doing when it died, another
/// one goes on from what the store says, and two at a time do no harm. What counts is decided by
/// the tenants' indexes ([dev.hearth.block.index.IndexStore]) and by floors.
///
/// How long something was seen is measured by a clock that nobody sets; a new process waits anew.
@NullMarked
package dev.hearth.compactor;

import org.jspecify.annotations.NullMarked;
