// SPDX-License-Identifier: Apache-2.0
/// What is to be compacted next: decided from what is known, without reading or writing anything.
///
/// Start at [Planner]. Times are nanoseconds since the epoch.
@NullMarked
package dev.hearth.compactor.plan;

import org.jspecify.annotations.NullMarked;
