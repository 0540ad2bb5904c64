// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.config.Limits;
import dev.hearth.log.PartitionLog;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves heads into storage: freezes the open head by age or size, writes frozen ones as segments,
/// lets committed ones go after a grace, and trims the log behind them.
///
/// Whenever a cut finds the chain other than expected, everything in memory is let go and begun
/// anew at the end of the chain, from the log. Has no thread of its own; one call at a time works.
final class Cutter {

    private static final Logger LOGGER = LoggerFactory.getLogger(Cutter.class);

    /// How long a cut waits for what is durable to be applied.
    private static final long APPLY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final IngesterConfig config;
    private final Limits limits;
    private final PartitionLog log;
    private final Chain chain;
    private final Applier applier;
    private final IngesterMetrics metrics;
    private final Clock clock;

    /// Held across I/O; always taken before the applier's lock.
    private final ReentrantLock lock = new ReentrantLock();

    private final Backoff backoff = new Backoff();
    private long retryAtMillis;
    private boolean mustRecover;
    private boolean isTrimFailing;
    private long trimmed;

    /// The open head when it was looked at last, and since when that is it.
    private @Nullable Head openHead;

    private long openSinceMillis;
    private volatile @Nullable String failure;

    Cutter(
            IngesterConfig config,
            Limits limits,
            PartitionLog log,
            Chain chain,
            Applier applier,
            IngesterMetrics metrics,
            Clock clock) {
        this.config = config;
        this.limits = limits;
        this.log = log;
        this.chain = chain;
        this.applier = applier;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Begins at the end of the chain and applies what the log holds behind it.
    ///
    /// @throws IOException if the store or the log cannot be read, if bytes are wrong, or if
    ///   records between the end of the chain and the start of the log are lost
    void recover() throws IOException {
        lock.lock();
        try {
            ChainState state = chain.read();
            if (log.durableEnd() < state.end()) {
                log.advanceTo(state.end());
            }
            if (log.start() > state.end()) {
                throw new IOException(
                        "log of partition \"%s\" starts at position %d (expected at most %d, the end of its last segment): records are lost"
                                .formatted(log.partition(), log.start(), state.end()));
            }
            applier.reset(state);
            mustRecover = false;
            applier.applyUpTo(log.durableEnd(), Long.MAX_VALUE / 2);
            trim(state.end());
        } finally {
            lock.unlock();
        }
    }

    /// Does what is due now; at most one segment is written. A failure is logged and tried again
    /// later, at longer and longer intervals.
    ///
    /// @return whether there may be more to do at once
    boolean step() {
        lock.lock();
        try {
            long now = clock.millis();
            release(now - config.segmentGracePeriod().toMillis());
            mustRecover |= applier.isBehindLog() || applier.failure() != null;
            freezeIfDue(now);
            retryAtMillis = Math.min(retryAtMillis, now + Backoff.LONGEST_MILLIS);
            if (now < retryAtMillis || !(mustRecover || applier.heads().firstFrozen() != null)) {
                return false;
            }
            try {
                cutOne();
                backoff.reset();
                retryAtMillis = 0;
                return true;
            } catch (IOException e) {
                retryLater(now, e.toString());
            } catch (RuntimeException | Error e) {
                retryLater(now, e.toString());
                LOGGER.error("cut failed as it never should", e);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void retryLater(long now, String reason) {
        metrics.cutFailed();
        long delay = backoff.nextMillis();
        retryAtMillis = now + delay;
        LOGGER.warn(
                "segment of partition {} cannot be committed; next try in {} ms: {}",
                log.partition(),
                delay,
                reason);
    }

    /// Why the last try to commit a segment, or to begin anew, failed; null if it did not.
    @Nullable String failure() {
        return failure;
    }

    /// Cuts everything that is durable now.
    ///
    /// @return what was committed, in order of position
    /// @throws IOException if some of it could not be committed; it is tried again later
    List<Cut> flush() throws IOException {
        lock.lock();
        try {
            List<Cut> cuts = new ArrayList<>();
            long end = log.durableEnd();
            while (true) {
                applier.applyUpTo(end, APPLY_TIMEOUT_NANOS);
                if (applier.heads().openHead().start() < end) {
                    applier.freeze();
                }
                if (!mustRecover && applier.heads().firstFrozen() == null) {
                    return List.copyOf(cuts);
                }
                Cut cut = cutOne();
                if (cut != null) {
                    cuts.add(cut);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void freezeIfDue(long now) {
        boolean isLarge = applier.heads().openHead().sizeBytes() >= config.maxHeadBytes();
        boolean isOld =
                applier.heads().firstFrozen() == null
                        && openAgeMillis(now) >= config.maxSegmentAge().toMillis();
        if (isLarge || isOld) {
            applier.freeze();
        }
    }

    /// By the time of the log, or by that of this clock since the head was first seen with
    /// something in it: the clock may have gone back behind the log's.
    private long openAgeMillis(long now) {
        long age = applier.openAgeMillis(now);
        Head head = applier.heads().openHead();
        if (age < 0 || openHead != head || now < openSinceMillis) {
            openHead = head;
            openSinceMillis = now;
        }
        return age < 0 ? age : Math.max(age, now - openSinceMillis);
    }

    private void release(long beforeMillis) {
        applier.release(beforeMillis);
        trim(applier.heads().start());
    }

    private @Nullable Cut cutOne() throws IOException {
        try {
            Cut cut = tryCut();
            failure = null;
            return cut;
        } catch (IOException | RuntimeException | Error e) {
            failure = e.toString();
            throw e;
        }
    }

    private @Nullable Cut tryCut() throws IOException {
        if (mustRecover) {
            recover();
            return null;
        }
        Head head = applier.heads().firstFrozen();
        if (head == null) {
            return null;
        }
        long started = System.nanoTime();
        CutOutcome outcome = chain.commit(head.content(log.partition(), limits));
        return switch (outcome) {
            case CutOutcome.Committed(long bytes) -> {
                applier.commit(head, clock.millis());
                metrics.cut(bytes, System.nanoTime() - started);
                yield new Cut(head.start(), head.end(), head.profileCount(), bytes);
            }
            case CutOutcome.Superseded(String reason) -> {
                LOGGER.warn(
                        "partition {}: {}; beginning anew at the end of its chain",
                        log.partition(),
                        reason);
                metrics.superseded();
                mustRecover = true;
                recover();
                yield null;
            }
        };
    }

    private void trim(long position) {
        if (position <= trimmed) {
            return;
        }
        try {
            log.trim(position);
            trimmed = position;
            isTrimFailing = false;
        } catch (IOException e) {
            if (!isTrimFailing) {
                LOGGER.warn("log of partition {} cannot be trimmed", log.partition(), e);
            }
            isTrimFailing = true;
        }
    }
}
