// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Waits for rings to become what they should be.
final class Awaited {

    private static final int SECONDS = 60;

    private Awaited() {}

    /// Returns once a store knows of a state that fits.
    static RingState until(RingStore store, RingName ring, Predicate<RingState> fits)
            throws IOException, InterruptedException {
        CountDownLatch fitting = new CountDownLatch(1);
        try (Closeable _ =
                store.watch(
                        ring,
                        state -> {
                            if (fits.test(state)) {
                                fitting.countDown();
                            }
                        })) {
            if (!fitting.await(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("still not there: " + store.known(ring));
            }
        }
        return store.known(ring);
    }
}
