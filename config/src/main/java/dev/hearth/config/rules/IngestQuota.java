// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// How much a tenant may send in an hour, a day or a month, and whether that is used up.
///
/// Whoever keeps the accounts of the whole installation says that it is, by setting [#reached] at
/// run time; nothing is counted here.
///
/// @param period how long a period is
/// @param limitBytes uncompressed bytes of a period; 0 if nothing is said
/// @param resetTime when the next period begins; [Instant#EPOCH] if nothing is said
/// @param reached whether the period's bytes are used up
/// @param sampling what is let through although they are
/// @param groups quotas of usage groups by name
public record IngestQuota(
        Period period,
        long limitBytes,
        Instant resetTime,
        boolean reached,
        Sampling sampling,
        Map<String, Group> groups) {

    /// No quota.
    public static final IngestQuota NONE =
            new IngestQuota(
                    Period.HOUR, 0, Instant.EPOCH, false, new Sampling(0, Duration.ZERO), Map.of());

    /// Keeps a copy of the map.
    public IngestQuota {
        groups = Map.copyOf(groups);
    }

    /// How long a period is.
    public enum Period {
        HOUR,
        DAY,
        MONTH
    }

    /// What is let through although the quota is used up, so that nobody is wholly blind.
    ///
    /// @param requests requests in each `period`; 0 lets none through
    /// @param period length of the window; zero lets none through
    public record Sampling(long requests, Duration period) {}

    /// The quota of one usage group.
    ///
    /// @param limitBytes uncompressed bytes of a period
    /// @param reached whether they are used up
    public record Group(long limitBytes, boolean reached) {}
}
