// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.ring.Lifecycler;
import java.io.IOException;
import java.time.Duration;

/// The last word of a member that leaves for good: said until the ring has it.
///
/// @param lifecycler keeps its entry
/// @param patience how long the ring may be away
/// @param pause time between two tries
record Departure(Lifecycler lifecycler, Duration patience, Duration pause, WaitingClock clock) {

    Departure(Lifecycler lifecycler, WaitingClock clock) {
        this(lifecycler, Duration.ofSeconds(20), Duration.ofSeconds(1), clock);
    }

    /// Returns when the ring says that the member is gone.
    ///
    /// @throws IOException if it does not yet; it may be tried again
    void leave() throws IOException {
        long end = clock.nanoTime() + patience.toNanos();
        while (true) {
            try {
                lifecycler.leave();
                return;
            } catch (IOException e) {
                if (clock.nanoTime() - end >= 0) {
                    throw new IOException(
                            "ring does not say yet that %s is gone, though nothing is left of it here: %s"
                                    .formatted(lifecycler.id(), e.getMessage()),
                            e);
                }
            }
            clock.await(pause);
        }
    }
}
