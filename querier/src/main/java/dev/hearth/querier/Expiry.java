// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.config.Limits;
import dev.hearth.config.RetentionLimits;
import dev.hearth.config.RetentionRules;
import dev.hearth.model.TenantId;
import dev.hearth.query.HiddenTimes;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What of tenants' profiles is older than it is to be kept, as of now. Safe for many threads.
final class Expiry {

    /// Tenants whose rules are kept ready.
    private static final int MOST = 10_000;

    private final Limits limits;
    private final InstantSource clock;
    private final Map<TenantId, Made> rules = new ConcurrentHashMap<>();

    private record Made(RetentionLimits limits, RetentionRules rules) {}

    /// @param clock tells how old a profile is
    Expiry(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /// What a query that begins now is not to see of any source.
    HiddenTimes now(TenantId tenant) {
        if (rules.size() >= MOST) {
            rules.clear(); // they are soon made anew
        }
        RetentionLimits retention = limits.of(tenant).retention();
        Made made =
                rules.compute(
                        tenant,
                        (_, old) ->
                                old != null && old.limits().equals(retention)
                                        ? old
                                        : new Made(retention, new RetentionRules(retention)));
        return made.rules().hidden(clock.instant());
    }
}
