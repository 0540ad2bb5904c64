// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Since when others have been heard of without a break. Safe for many threads.
final class Hearing {

    private final Duration longestSilence;

    @GuardedBy("this")
    private @Nullable Instant since;

    @GuardedBy("this")
    private @Nullable Instant last;

    /// @param longestSilence what is longer is a break
    Hearing(Duration longestSilence) {
        this.longestSilence = longestSilence;
    }

    /// Somebody was heard.
    synchronized void heard(Instant now) {
        if (since == null || isSilent(now)) {
            since = now;
        }
        last = now;
    }

    /// Nobody can be heard any more, until somebody is.
    synchronized void lost() {
        since = null;
    }

    /// Whether anybody was ever heard.
    synchronized boolean isAny() {
        return last != null;
    }

    /// Whether nobody was heard for too long, or ever.
    synchronized boolean isSilent(Instant now) {
        return last == null || last.plus(longestSilence).isBefore(now);
    }

    /// Zero if nobody is heard now.
    synchronized Duration freshFor(Instant now) {
        Instant begin = since;
        return begin == null || isSilent(now) ? Duration.ZERO : Duration.between(begin, now);
    }
}
