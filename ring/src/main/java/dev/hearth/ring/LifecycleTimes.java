// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.time.Duration;

/// How often a member says that it is there, and what silence means.
///
/// @param heartbeatPeriod time between two heartbeats
/// @param heartbeatTimeout a member that was silent for longer is not healthy
/// @param forgetAfter how long the entry of one that left is kept, so that an older one that comes
///   late does not bring it back
public record LifecycleTimes(
        Duration heartbeatPeriod, Duration heartbeatTimeout, Duration forgetAfter) {

    /// As Pyroscope has them, but for the last: what has left tells for how long retries may still
    /// be sent elsewhere.
    public static final LifecycleTimes DEFAULTS =
            new LifecycleTimes(
                    Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(15));

    /// Checks.
    ///
    /// @throws IllegalArgumentException if the timeout leaves no room for two heartbeats
    public LifecycleTimes {
        if (heartbeatPeriod.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "-ring.heartbeat-period is %s (expected at least 100ms)"
                            .formatted(heartbeatPeriod));
        }
        if (heartbeatTimeout.compareTo(heartbeatPeriod.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "-ring.heartbeat-timeout is %s (expected at least twice -ring.heartbeat-period, %s)"
                            .formatted(heartbeatTimeout, heartbeatPeriod));
        }
    }
}
