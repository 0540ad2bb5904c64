// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.model.ProfileId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Spans or traces that a query asks for, ready for one look-up a sample. Immutable.
final class WantedIds {

    private final boolean areTraces;
    private final long[] ids;

    private WantedIds(boolean areTraces, long[] ids) {
        this.areTraces = areTraces;
        this.ids = ids;
    }

    static WantedIds spans(Set<Long> spans) {
        return new WantedIds(false, spans.stream().mapToLong(Long::longValue).sorted().toArray());
    }

    static WantedIds traces(Set<ProfileId> traces) {
        List<ProfileId> ordered = new ArrayList<>(traces);
        ordered.sort(null);
        long[] ids = new long[2 * ordered.size()];
        for (int i = 0; i < ordered.size(); i++) {
            ids[2 * i] = ordered.get(i).high();
            ids[2 * i + 1] = ordered.get(i).low();
        }
        return new WantedIds(true, ids);
    }

    /// Whether these are traces, two numbers each.
    boolean areTraces() {
        return areTraces;
    }

    /// Whether the span or trace of sample `i` is wanted.
    boolean contains(long[] column, int i) {
        return areTraces
                ? hasTrace(column[2 * i], column[2 * i + 1])
                : Arrays.binarySearch(ids, column[i]) >= 0;
    }

    private boolean hasTrace(long high, long low) {
        int from = 0;
        int to = ids.length / 2 - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = Long.compareUnsigned(ids[2 * middle], high);
            order = order != 0 ? order : Long.compareUnsigned(ids[2 * middle + 1], low);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return false;
    }
}
