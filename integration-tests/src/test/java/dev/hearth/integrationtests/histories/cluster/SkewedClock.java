// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.integrationtests.histories.SimulatedTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The clock on the wall of one host: a little wrong, and corrected now and then.
final class SkewedClock extends Clock {

    private final SimulatedTime time;
    private Duration skew;

    SkewedClock(SimulatedTime time, Duration skew) {
        this.time = time;
        this.skew = skew;
    }

    void set(Duration now) {
        skew = now;
    }

    @Override
    public Instant instant() {
        return time.instant().plus(skew);
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
