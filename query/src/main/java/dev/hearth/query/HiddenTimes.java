// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import java.util.List;

/// What no longer counts of a source: what was deleted, or is older than it is to be kept. Queries
/// do not see it, compaction does not copy it. Safe for many threads; does not change.
@FunctionalInterface
public interface HiddenTimes {

    /// Hides nothing.
    HiddenTimes NOTHING =
            new HiddenTimes() {
                @Override
                public TimeRanges of(Labels series) {
                    return TimeRanges.NONE;
                }

                @Override
                public boolean mayHide(long minNanos, long maxNanos) {
                    return false;
                }
            };

    /// The times of a series' profiles that do not count.
    ///
    /// @param series all labels of the series, `service_name` among them
    TimeRanges of(Labels series);

    /// Whether anything from `minNanos` to `maxNanos`, both included, can be hidden of any series.
    default boolean mayHide(long minNanos, long maxNanos) {
        return true;
    }

    /// Hides what any of some hide.
    static HiddenTimes union(List<HiddenTimes> all) {
        List<HiddenTimes> some = all.stream().filter(each -> each != NOTHING).toList();
        return switch (some.size()) {
            case 0 -> NOTHING;
            case 1 -> some.getFirst();
            default -> new HiddenUnion(some);
        };
    }
}
