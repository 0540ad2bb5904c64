// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.rules.IngestQuota;
import dev.hearth.config.rules.SamplingRules;
import dev.hearth.config.rules.UsageGroup;
import java.util.List;

/// What becomes of profiles when a tenant, or a part of it, sends more than it should.
///
/// @param groups parts of the tenant's series that are counted by themselves, in order; a series
///   may be in several
/// @param quota bytes of an hour, a day or a month
/// @param sampling which part of the profiles of a group is kept
/// @param keepStripped whether the totals of profiles that sampling drops are kept
public record UsageLimits(
        List<UsageGroup> groups, IngestQuota quota, SamplingRules sampling, boolean keepStripped) {

    /// Keeps a copy of the list.
    public UsageLimits {
        groups = List.copyOf(groups);
    }

    static UsageLimits from(Settings settings) {
        return new UsageLimits(
                settings.get(PushLimitFlags.USAGE_GROUPS),
                settings.get(PushLimitFlags.INGESTION_LIMIT),
                settings.get(PushLimitFlags.SAMPLING),
                settings.get(PushLimitFlags.KEEP_STRIPPED_PROFILES));
    }
}
