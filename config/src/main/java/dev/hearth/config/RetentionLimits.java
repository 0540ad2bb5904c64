// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.rules.StreamRetention;
import java.time.Duration;
import java.util.List;

/// How long a tenant's profiles are kept. [RetentionRules] applies it to series.
///
/// @param period how long what no selector chooses is kept; zero for ever
/// @param streams what is kept longer or shorter than that
public record RetentionLimits(Duration period, List<StreamRetention> streams) {

    /// Everything is kept for ever.
    public static final RetentionLimits FOR_EVER = new RetentionLimits(Duration.ZERO, List.of());

    /// Keeps a copy of the list.
    public RetentionLimits {
        streams = List.copyOf(streams);
    }

    static RetentionLimits from(Settings settings) {
        Duration own = settings.get(LimitFlags.RETENTION_PERIOD);
        return new RetentionLimits(
                own.isZero() ? settings.get(LimitFlags.BLOCKS_RETENTION_PERIOD) : own,
                settings.get(LimitFlags.RETENTION_STREAM));
    }
}
