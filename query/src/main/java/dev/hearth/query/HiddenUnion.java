// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.Labels;
import java.util.ArrayList;
import java.util.List;

/// What any of several hide.
record HiddenUnion(List<HiddenTimes> parts) implements HiddenTimes {

    HiddenUnion {
        parts = List.copyOf(parts);
    }

    @Override
    public TimeRanges of(Labels series) {
        List<TimeRanges> ranges = new ArrayList<>();
        for (HiddenTimes part : parts) {
            TimeRanges each = part.of(series);
            if (!each.isEmpty()) {
                ranges.add(each);
            }
        }
        return ranges.size() == 1 ? ranges.getFirst() : TimeRanges.union(ranges);
    }

    @Override
    public boolean mayHide(long minNanos, long maxNanos) {
        for (HiddenTimes part : parts) {
            if (part.mayHide(minNanos, maxNanos)) {
                return true;
            }
        }
        return false;
    }
}
