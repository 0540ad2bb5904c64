// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a store could be reached. Safe for many threads.
final class Contact {

    @GuardedBy("this")
    private @Nullable Instant last;

    /// The last contact before the newest time without one.
    @GuardedBy("this")
    private @Nullable Instant beforeOutage;

    @GuardedBy("this")
    private @Nullable Instant backSince;

    @GuardedBy("this")
    private boolean isAway;

    @GuardedBy("this")
    private Duration knownGrace = Duration.ZERO;

    /// The store answered.
    ///
    /// @return whether it was away before
    synchronized boolean made(Instant now) {
        boolean wasAway = isAway;
        if (wasAway) {
            backSince = now;
        }
        isAway = false;
        last = now;
        return wasAway;
    }

    /// The store did not answer.
    ///
    /// @return whether it was there before
    synchronized boolean lost() {
        boolean wasThere = !isAway;
        // Who came back for less than a grace has not shown all members again.
        Instant back = backSince;
        boolean wasBackBriefly =
                back != null && last != null && back.plus(knownGrace).isAfter(last);
        if (wasThere && !wasBackBriefly) {
            beforeOutage = last;
        }
        backSince = wasThere ? null : back;
        isAway = true;
        return wasThere;
    }

    synchronized boolean isAway() {
        return isAway;
    }

    /// What [RingStore#lastHeard] says.
    synchronized Instant lastHeard(Instant now, Duration grace) {
        knownGrace = grace;
        Instant before = beforeOutage;
        if (before == null) {
            return now;
        }
        Instant back = backSince;
        if (!isAway && back != null && !back.plus(grace).isAfter(now)) {
            beforeOutage = null;
            backSince = null;
            return now;
        }
        return before;
    }
}
