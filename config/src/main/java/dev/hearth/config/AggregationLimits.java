// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.time.Duration;

/// Whether profiles of one series that come shortly after each other are added up before they are
/// stored.
///
/// @param window how long the rate of a series is looked at
/// @param period time whose profiles become one; both must be above zero for anything to happen
public record AggregationLimits(Duration window, Duration period) {

    static AggregationLimits from(Settings settings) {
        return new AggregationLimits(
                settings.get(PushLimitFlags.AGGREGATION_WINDOW),
                settings.get(PushLimitFlags.AGGREGATION_PERIOD));
    }

    /// Whether anything is added up.
    public boolean isOn() {
        return !window.isZero() && !period.isZero();
    }
}
