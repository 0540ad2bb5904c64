// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.model.Labels;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.query.TimeRanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the deletions of an index hide of blocks and segments. Safe for many threads.
public final class DeletedTimes {

    private final TenantIndex index;
    private final Map<Long, Rule> rules = new HashMap<>();

    private record Rule(SeriesMatcher matcher, TimeRanges times) {}

    /// Makes the selectors ready.
    public DeletedTimes(TenantIndex index) {
        this.index = index;
        for (Deletion deletion : index.deletions().values()) {
            TimeRanges times = TimeRanges.of(deletion.startNanos(), deletion.endNanos());
            rules.put(deletion.number(), new Rule(deletion.matcher(), times));
        }
    }

    /// What is hidden of a live block; [HiddenTimes#NOTHING] if nothing is.
    public HiddenTimes ofBlock(IndexedBlock block) {
        return of(index.deletionsOf(block));
    }

    /// What is hidden of a segment; [HiddenTimes#NOTHING] if nothing is. Of a head nothing is: it
    /// lies behind the end of the chain.
    ///
    /// @param end end of the segment, exclusive
    public HiddenTimes ofSegment(String partition, long start, long end) {
        return of(index.deletionsOf(partition, start, end));
    }

    private HiddenTimes of(List<Deletion> deletions) {
        if (deletions.isEmpty()) {
            return HiddenTimes.NOTHING;
        }
        List<Rule> chosen = new ArrayList<>();
        for (Deletion deletion : deletions) {
            Rule rule = rules.get(deletion.number());
            if (rule != null) {
                chosen.add(rule);
            }
        }
        return series -> of(chosen, series);
    }

    private static TimeRanges of(List<Rule> rules, Labels series) {
        String service = series.getOrEmpty(Labels.SERVICE_NAME);
        List<TimeRanges> hidden = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.matcher().matchesService(service) && rule.matcher().matches(series)) {
                hidden.add(rule.times());
            }
        }
        return TimeRanges.union(hidden);
    }
}
