// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import java.io.IOException;
import java.time.Duration;

/// A clock that nobody sets, and that a thread can wait by.
interface WaitingClock {

    /// The one of this host.
    WaitingClock SYSTEM =
            new WaitingClock() {

                @Override
                public long nanoTime() {
                    return System.nanoTime();
                }

                @Override
                public void await(Duration time) throws IOException {
                    Pause.of(time);
                }
            };

    /// Nanoseconds since some moment.
    long nanoTime();

    /// Returns when the time is over.
    ///
    /// @throws IOException if the thread was interrupted
    void await(Duration time) throws IOException;

    /// Returns when all know what was said in the ring.
    ///
    /// @throws IOException if the thread was interrupted
    default void awaitHeard() throws IOException {
        await(Pause.SPREAD);
    }
}
