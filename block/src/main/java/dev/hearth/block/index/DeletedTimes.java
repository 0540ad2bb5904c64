// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import dev.hearth.query.HiddenTimes;
import dev.hearth.query.HidingRules;
import dev.hearth.query.TimeRanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the deletions of an index hide of blocks and segments. Safe for many threads.
public final class DeletedTimes {

    private final TenantIndex index;
    private final Map<Long, HidingRules.Rule> rules = new HashMap<>();

    /// Makes the selectors ready.
    public DeletedTimes(TenantIndex index) {
        this.index = index;
        for (Deletion deletion : index.deletions().values()) {
            TimeRanges times = TimeRanges.of(deletion.startNanos(), deletion.endNanos());
            rules.put(deletion.number(), new HidingRules.Rule(deletion.matcher(), times));
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
        List<HidingRules.Rule> chosen = new ArrayList<>();
        for (Deletion deletion : deletions) {
            HidingRules.Rule rule = rules.get(deletion.number());
            if (rule != null) {
                chosen.add(rule);
            }
        }
        return new HidingRules(chosen, false);
    }
}
