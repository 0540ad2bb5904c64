// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Everything that one tenant may do.
///
/// @param ingest how much may come in
/// @param labels how series may be named
/// @param profiles how large one profile may be
/// @param series how many series there may be
/// @param relabel how series are renamed, or dropped
/// @param usage what becomes of profiles when more comes in than should
/// @param aggregation whether profiles that come shortly after each other are added up
/// @param placement over how many partitions profiles are spread
/// @param queries how far and how wide queries may reach
/// @param retention how long profiles are kept
public record TenantLimits(
        IngestLimits ingest,
        LabelLimits labels,
        ProfileLimits profiles,
        SeriesLimits series,
        RelabelLimits relabel,
        UsageLimits usage,
        AggregationLimits aggregation,
        PlacementLimits placement,
        QueryLimits queries,
        RetentionLimits retention) {

    /// The limits when nobody sets any.
    public static TenantLimits defaults() {
        return from(Settings.defaults());
    }

    /// The limits that flags, file and environment give to every tenant.
    ///
    /// @throws ConfigException if one is negative
    public static TenantLimits fromSettings(Settings settings) throws ConfigException {
        for (Flag<?> flag : LimitFlags.all()) {
            if (isNegative(settings.get(flag))) {
                throw new ConfigException(
                        "%s is %s (expected 0 or more)".formatted(flag, settings.text(flag)));
            }
        }
        return from(settings);
    }

    static boolean isNegative(@Nullable Object value) {
        return (value instanceof Number number && number.doubleValue() < 0)
                || (value instanceof Duration span && span.isNegative());
    }

    private static TenantLimits from(Settings settings) {
        return new TenantLimits(
                IngestLimits.from(settings),
                LabelLimits.from(settings),
                ProfileLimits.from(settings),
                SeriesLimits.from(settings),
                RelabelLimits.from(settings),
                UsageLimits.from(settings),
                AggregationLimits.from(settings),
                PlacementLimits.from(settings),
                QueryLimits.from(settings),
                RetentionLimits.from(settings));
    }
}
