// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets a [Lifecycler] beat, on a thread of its own, until it is closed. The store may be away at
/// the start and at any time: it is tried again every second or sooner.
public final class Heartbeats implements Closeable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Heartbeats.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Lifecycler lifecycler;
    private final Duration period;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private boolean isFailing;

    /// Begins with a heartbeat at once.
    ///
    /// @param period time between two heartbeats
    public Heartbeats(Lifecycler lifecycler, Duration period) {
        this.lifecycler = lifecycler;
        this.period = period;
        String name = "heartbeats-" + lifecycler.ring().key();
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        try {
            Duration wait = beat();
            while (!stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = beat();
            }
        } catch (InterruptedException _) {
            LOGGER.debug("the heartbeats of {} stop", lifecycler.ring().key());
        }
    }

    /// Time to the next one.
    private Duration beat() {
        try {
            lifecycler.beat();
            if (isFailing) {
                LOGGER.info("the ring of the {} is there again", lifecycler.ring().key());
            }
            isFailing = false;
            return period;
        } catch (IOException e) {
            if (!isFailing) {
                LOGGER.warn(
                        "heartbeat in the ring of the {} failed; it is tried again: {}",
                        lifecycler.ring().key(),
                        e.getMessage());
            }
        } catch (RuntimeException e) {
            LOGGER.warn("heartbeat in the ring of the {} failed", lifecycler.ring().key(), e);
        }
        isFailing = true;
        return RETRY.compareTo(period) < 0 ? RETRY : period;
    }

    /// Stops; the entry stays as it is.
    @Override
    public void close() {
        stopped.countDown();
        try {
            if (!thread.join(STOP)) {
                LOGGER.warn("a heartbeat still runs after {}; going on without it", STOP);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
