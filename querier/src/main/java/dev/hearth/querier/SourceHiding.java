// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.ChainView;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.config.Limits;
import dev.hearth.config.RetentionLimits;
import dev.hearth.config.RetentionRules;
import dev.hearth.model.Labels;
import dev.hearth.model.TenantId;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.TimeRanges;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What no longer counts of a tenant's sources, as of now: what is older than it is to be kept, and
/// what was deleted. Safe for many threads.
final class SourceHiding {

    private final Limits limits;
    private final InstantSource clock;
    private final Map<TenantId, Made> rules = new ConcurrentHashMap<>();

    private record Made(RetentionLimits limits, RetentionRules rules) {}

    /// @param clock tells how old a profile is
    SourceHiding(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /// What a query that begins now is not to see.
    OfQuery begin(TenantId tenant) {
        RetentionLimits retention = limits.of(tenant).retention();
        Made made =
                rules.compute(
                        tenant,
                        (_, old) ->
                                old != null && old.limits().equals(retention)
                                        ? old
                                        : new Made(retention, new RetentionRules(retention)));
        return new OfQuery(expired(made.rules(), clock.instant()));
    }

    private static HiddenTimes expired(RetentionRules rules, Instant now) {
        return rules.isForEver()
                ? HiddenTimes.NOTHING
                : new Expired(rules.hidden(now), rules.latestCutoffNanos(now));
    }

    /// What is too old; nothing from `cutoffNanos` on is.
    private record Expired(HiddenTimes hidden, long cutoffNanos) implements HiddenTimes {
        @Override
        public TimeRanges of(Labels series) {
            return hidden.of(series);
        }

        @Override
        public boolean mayHide(long minNanos, long maxNanos) {
            return minNanos < cutoffNanos;
        }
    }

    /// What one query is not to see, by kind of source.
    ///
    /// @param expired what is too old; holds for every source
    record OfQuery(HiddenTimes expired) {

        HiddenTimes ofBlock(TenantIndex index, IndexedBlock block) {
            return expired;
        }

        HiddenTimes ofSegment(TenantIndex index, String partition, ChainView.Segment segment) {
            return expired;
        }

        HiddenTimes ofHead() {
            return expired;
        }
    }
}
