// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.config.RelabelLimits;
import dev.hearth.config.TenantLimits;
import dev.hearth.config.UsageLimits;
import dev.hearth.config.rules.DefaultRulesPosition;
import dev.hearth.distributor.relabel.IngestRules;
import dev.hearth.distributor.relabel.Relabeler;
import dev.hearth.distributor.sampling.GroupMatcher;
import dev.hearth.distributor.sampling.Sampler;
import dev.hearth.model.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a tenant's limits say in rules, ready for use. Immutable and safe for many threads.
///
/// @param labels over the labels of each series
/// @param sampleTypes over the labels of a pushed series and `__type__` and `__unit__`; what they
///   drop is not stored
/// @param groups the tenant's usage groups
/// @param sampler which profiles of a group are kept
record PushRules(IngestRules labels, Relabeler sampleTypes, GroupMatcher groups, Sampler sampler) {

    /// The rules of a tenant that has none of its own.
    static final PushRules DEFAULT =
            new PushRules(IngestRules.DEFAULT, Relabeler.NONE, GroupMatcher.NONE, Sampler.NONE);

    static PushRules of(RelabelLimits relabel, UsageLimits usage) {
        boolean isDefault =
                relabel.rules().isEmpty()
                        && relabel.defaultRules() == DefaultRulesPosition.FIRST
                        && relabel.sampleTypeRules().isEmpty()
                        && usage.groups().isEmpty();
        if (isDefault) {
            return DEFAULT;
        }
        return new PushRules(
                new IngestRules(Relabeler.of(relabel.rules()), relabel.defaultRules()),
                Relabeler.of(relabel.sampleTypeRules()),
                GroupMatcher.of(usage.groups()),
                new Sampler(usage.sampling().probabilities()));
    }

    /// The rules of the tenants, made anew when limits change. Safe for many threads.
    static final class Cache {

        private static final int MAX_TENANTS = 10_000;

        private final Map<TenantId, Made> tenants = new ConcurrentHashMap<>();

        private record Made(RelabelLimits relabel, UsageLimits usage, PushRules rules) {

            /// Quick if the lists of both are the same objects, as they are until limits change.
            boolean isOf(TenantLimits limits) {
                return relabel.equals(limits.relabel()) && usage.equals(limits.usage());
            }
        }

        PushRules of(TenantId tenant, TenantLimits limits) {
            Made made = tenants.get(tenant);
            if (made != null && made.isOf(limits)) {
                return made.rules;
            }
            PushRules rules = PushRules.of(limits.relabel(), limits.usage());
            if (tenants.size() >= MAX_TENANTS) {
                tenants.clear();
            }
            tenants.put(tenant, new Made(limits.relabel(), limits.usage(), rules));
            return rules;
        }
    }
}
