// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;

/// What no longer counts of a source: what was deleted, or is older than it is to be kept. Queries
/// do not see it, compaction does not copy it. Safe for many threads; does not change.
@FunctionalInterface
public interface HiddenTimes {

    /// Hides nothing.
    HiddenTimes NOTHING = _ -> TimeRanges.NONE;

    /// The times of a series' profiles that do not count.
    ///
    /// @param series all labels of the series, `service_name` among them
    TimeRanges of(Labels series);
}
