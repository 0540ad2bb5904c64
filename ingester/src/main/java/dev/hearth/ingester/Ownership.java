// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import java.time.Duration;

/// Whether an ingester is alone with its partition.
sealed interface Ownership {

    /// It alone appends, keeps heads and cuts. What is in storage may be trimmed.
    record Sole() implements Ownership {}

    /// Others append, and another owner may keep heads and cut too. The log may be trimmed below
    /// the floor only: above it the other may still read.
    ///
    /// @param patience how long a cut that is due is left to the other; zero for the one that cuts
    ///   first. Only to save work: whoever cuts, the chain decides
    record Shared(Duration patience) implements Ownership {

        /// @throws IllegalArgumentException if the patience is negative
        public Shared {
            if (patience.isNegative()) {
                throw new IllegalArgumentException(
                        "patience is %s (expected 0 or more)".formatted(patience));
            }
        }
    }

    /// Size from which on a head is frozen: whoever leaves the cut to another holds twice as much.
    default long maxHeadBytes(long configured) {
        return isSecond() ? 2 * configured : configured;
    }

    /// Age from which on a head is frozen, milliseconds.
    default long maxAgeMillis(Duration configured) {
        return this instanceof Shared(Duration patience)
                ? configured.plus(patience).toMillis()
                : configured.toMillis();
    }

    /// Whether there may be another owner.
    default boolean isShared() {
        return this instanceof Shared;
    }

    private boolean isSecond() {
        return this instanceof Shared(Duration patience) && patience.isPositive();
    }
}
