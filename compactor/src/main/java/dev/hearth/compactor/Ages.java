// SPDX-License-Identifier: Apache-2.0
package dev.hearth.compactor;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Since when this process has seen something. Forgets what was not asked for between two sweeps.
/// For one thread at a time.
final class Ages {

    private final LongSupplier nanoTime;
    private final Map<String, Seen> seen = new HashMap<>();
    private long round;

    private static final class Seen {
        final long since;
        long round;

        Seen(long since) {
            this.since = since;
        }
    }

    /// @param nanoTime a clock that nobody sets, such as [System#nanoTime]
    Ages(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// Nanoseconds since this was asked for the same for the first time.
    long of(String what) {
        long now = nanoTime.getAsLong();
        Seen entry = seen.computeIfAbsent(what, _ -> new Seen(now));
        entry.round = round;
        return now - entry.since;
    }

    /// Forgets what was not asked for since the call before the last.
    void sweep() {
        seen.values().removeIf(entry -> entry.round < round);
        round++;
    }
}
