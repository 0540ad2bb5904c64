// SPDX-License-Identifier: Apache-2.0
package dev.hearth.formats.speedscope;

import dev.hearth.formats.text.TextProfileType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// In what unit a profile of a speedscope file gives its weights and times.
///
/// Profiles of time count samples: hundreds of one for each unit, of which the unit's rate says how
/// many there are a second. So a second is a second whatever the unit, and `none` counts samples of
/// 10 ms.
enum SpeedscopeUnit {
    NONE(100, 10_000),
    NANOSECONDS(100, 100_000_000_000L),
    MICROSECONDS(100, 100_000_000),
    MILLISECONDS(100, 100_000),
    SECONDS(100, 100),
    BYTES(1, 0);

    /// The rate of requests that name none. One that names it cannot be told from those.
    private static final long DEFAULT_RATE = 100;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long samples;
    private final long rate;

    SpeedscopeUnit(long samples, long rate) {
        this.samples = samples;
        this.rate = rate;
    }

    /// Returns the unit of a name, or null if there is none.
    static @Nullable SpeedscopeUnit of(String name) {
        for (SpeedscopeUnit unit : values()) {
            if (unit.wireName().equals(name)) {
                return unit;
            }
        }
        return null;
    }

    /// The name in a file.
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Samples a second.
    ///
    /// @param requested what the request says
    long rate(long requested) {
        return requested == DEFAULT_RATE ? rate : requested;
    }

    /// What one unit of weight becomes in a profile of a type.
    ///
    /// @param rate what [#rate] returned
    long factor(TextProfileType type, long rate) {
        if (!type.isTime() || rate <= 0) {
            return samples;
        }
        return rate > NANOS_PER_SECOND
                ? Math.max(1, samples * NANOS_PER_SECOND / rate)
                : samples * type.period(rate);
    }
}
