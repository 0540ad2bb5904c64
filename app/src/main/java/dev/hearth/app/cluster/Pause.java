// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waits for what others have to hear of, who do not say when they have.
final class Pause {

    /// Longest until what is said in the ring is known to all.
    static final Duration SPREAD = Duration.ofMillis(1500);

    private Pause() {}

    /// Returns when all know what was said in the ring.
    ///
    /// @throws IOException if the thread was interrupted
    static void untilHeard() throws IOException {
        of(SPREAD);
    }

    /// Returns when the time is over.
    ///
    /// @throws IOException if the thread was interrupted
    static void of(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("wait was interrupted");
            }
        }
    }
}
