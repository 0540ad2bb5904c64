// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

import dev.hearth.model.Selector;
import dev.hearth.query.SeriesMatcher;
import java.time.Duration;

/// How long the profiles of some series are kept.
///
/// @param selector the series
/// @param priority of several that choose a series the one with the highest counts, and of those
///   that are equal the one with the shortest period
/// @param period how long; zero for ever
public record StreamRetention(Selector selector, long priority, Duration period) {

    /// Reads a profile type in place of the selector's metric name as a condition on it.
    ///
    /// @throws IllegalArgumentException if a pattern of the selector does not parse; the message is
    ///   for the operator
    public StreamRetention {
        selector = selector.typed();
        new SeriesMatcher(selector);
    }
}
