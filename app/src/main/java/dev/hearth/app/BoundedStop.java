// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stops what a process runs, and waits for that no longer than the operator wants: an object store
/// that hangs must not keep the process. Nothing acknowledged is lost by cutting a stop off, no
/// more than by a crash: it is in the log.
final class BoundedStop {

    private static final Logger LOGGER = LoggerFactory.getLogger(BoundedStop.class);

    private final Closeable running;
    private final Duration limit;

    /// @param limit longest time to wait; zero is no limit
    BoundedStop(Closeable running, Duration limit) {
        this.running = running;
        this.limit = limit;
    }

    /// Stops it, as far as there is time.
    ///
    /// @return the exit code: 0 if all stopped in order, 1 if something failed or time was over
    int run() {
        AtomicInteger status = new AtomicInteger(1);
        Thread stopping =
                Thread.ofPlatform()
                        .daemon()
                        .name("stopping")
                        .start(() -> status.set(stop() ? 0 : 1));
        try {
            if (limit.isZero()) {
                stopping.join();
            } else if (!stopping.join(limit)) {
                LOGGER.error(
                        "the stop took longer than {} s (-shutdown-timeout) and is cut off while it waits in {}; what was acknowledged is in the log, whose folder is still needed, and is read at the next start",
                        limit.toMillis() / 1000.0,
                        place(stopping));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return status.get();
    }

    private boolean stop() {
        try {
            running.close();
            return true;
        } catch (IOException | RuntimeException e) {
            LOGGER.error("the stop was not clean", e);
            return false;
        }
    }

    /// Where in the program a thread is.
    private static String place(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.hearth."))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("nothing of this program");
    }
}
