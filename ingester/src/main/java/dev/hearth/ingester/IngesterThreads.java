// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.TailedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The two threads that keep a partition going: one applies, one cuts.
final class IngesterThreads implements PartitionWork {

    private static final Logger LOGGER = LoggerFactory.getLogger(IngesterThreads.class);
    private static final long APPLY_TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TAIL_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long CUT_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);

    private final Inbox inbox;
    private final Applier applier;
    private final Cutter cutter;
    private final @Nullable TailedLog tail;
    private final Thread applying = new Thread(this::apply, "ingester-apply");
    private final Thread cutting = new Thread(this::cut, "ingester-cut");
    private volatile boolean isStopping;
    private volatile @Nullable String applyFailure;
    private volatile @Nullable String tailFailure;

    /// @param tail the log if others append to it; null if its records come through the inbox
    IngesterThreads(Inbox inbox, Applier applier, Cutter cutter, @Nullable TailedLog tail) {
        this.inbox = inbox;
        this.applier = applier;
        this.cutter = cutter;
        this.tail = tail;
    }

    @Override
    public void start() {
        applying.setDaemon(true);
        cutting.setDaemon(true);
        applying.start();
        cutting.start();
    }

    @Override
    public void stop() {
        isStopping = true;
        inbox.wake();
        LockSupport.unpark(cutting);
        try {
            if (!applying.join(JOIN_TIMEOUT) || !cutting.join(JOIN_TIMEOUT)) {
                LOGGER.warn("threads of the ingester still run after {}", JOIN_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public @Nullable String problem() {
        String failure = applyFailure;
        if (failure != null) {
            return "log cannot be applied: " + failure;
        }
        failure = tailFailure;
        if (failure != null) {
            return "log cannot be tailed: " + failure;
        }
        failure = cutter.failure();
        if (failure != null) {
            return "segments cannot be committed: " + failure;
        }
        failure = applier.stalled();
        if (failure != null) {
            return failure;
        }
        if (!applying.isAlive() || !cutting.isAlive()) {
            return isStopping ? "stopping" : "threads do not run";
        }
        return null;
    }

    private void apply() {
        while (!isStopping) {
            long changes = inbox.changes();
            try {
                while (applier.step()) {
                    applyFailure = null;
                }
                applyFailure = null;
            } catch (IOException | RuntimeException | Error e) {
                if (applyFailure == null) {
                    LOGGER.error("log cannot be applied; queries fail until it can", e);
                }
                applyFailure = e.toString();
            }
            try {
                awaitRecords(changes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void awaitRecords(long changes) throws InterruptedException {
        if (tail == null || applyFailure != null || applier.stalled() != null) {
            inbox.awaitChange(changes, APPLY_TICK_NANOS);
            return;
        }
        try {
            tail.await(applier.heads().applied(), TAIL_TICK_NANOS);
            tailFailure = null;
        } catch (IOException | RuntimeException e) {
            if (tailFailure == null) {
                LOGGER.warn("log cannot be tailed; trying again: {}", e.toString());
            }
            tailFailure = e.toString();
            inbox.awaitChange(changes, APPLY_TICK_NANOS);
        }
    }

    private void cut() {
        while (!isStopping) {
            try {
                while (!isStopping && cutter.step()) {
                    LOGGER.debug("cut done, looking for the next");
                }
                cutter.trimBelowFloor();
            } catch (RuntimeException | Error e) {
                LOGGER.error("cut failed", e);
            }
            LockSupport.parkNanos(this, CUT_TICK_NANOS);
        }
    }
}
