// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Time that goes on only when told: a clock on the wall that may be set, and one that only goes
/// on.
public final class SimulatedTime extends Clock {

    private Instant wall = Instant.parse("2026-03-01T00:00:00Z");
    private Instant latest = wall;
    private long nanos;

    /// Begins in the spring of 2026.
    public SimulatedTime() {}

    /// Lets time pass.
    public void pass(Duration time) {
        nanos += time.toNanos();
        set(time);
    }

    /// Sets the clock on the wall forwards or back.
    public void set(Duration by) {
        wall = wall.plus(by);
        latest = wall.isAfter(latest) ? wall : latest;
    }

    /// What never goes back.
    public long nanoTime() {
        return nanos;
    }

    /// The latest that the clock on the wall has ever shown.
    Instant latest() {
        return latest;
    }

    @Override
    public Instant instant() {
        return wall;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
