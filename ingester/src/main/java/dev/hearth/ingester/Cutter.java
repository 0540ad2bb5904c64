// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.config.Limits;
import dev.hearth.log.ReadableLog;
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
///
/// Where there may be another owner, it is looked whether that one has cut before a head is frozen,
/// the log is asked whether it is still the same before a segment is committed, and it is trimmed
/// below the floor only. Records that are gone from such a log are noted as a gap, once nobody who
/// may hold them has cut them for a while.
final class Cutter {

    private static final Logger LOGGER = LoggerFactory.getLogger(Cutter.class);

    /// How long a cut waits for what is durable to be applied.
    private static final long APPLY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

    /// How long another owner is given to cut what is gone from the log.
    private static final long GAP_PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(30);

    /// How often a log with another owner is trimmed.
    private static final long TRIM_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final IngesterConfig config;
    private final Limits limits;
    private final ReadableLog log;
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
    private long nextTrimMillis;

    /// Since when records are missing, by this clock; -1 if none are.
    private long gapSinceMillis = -1;

    /// The open head when it was looked at last, and since when that is it.
    private @Nullable Head openHead;

    private long openSinceMillis;
    private volatile @Nullable String failure;

    Cutter(
            IngesterConfig config,
            Limits limits,
            ReadableLog log,
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

    /// Begins at the end of the chain and applies what the log holds behind it; where others
    /// append, that is left to who calls [Applier#step].
    ///
    /// @throws IOException if the store or the log cannot be read, if bytes are wrong, or if
    ///   records between the end of the chain and the start of the log are lost
    void recover() throws IOException {
        lock.lock();
        try {
            ChainState state = readChain();
            applier.reset(state);
            mustRecover = false;
            if (!applier.ownership().isShared()) {
                applier.applyUpTo(log.durableEnd(), Long.MAX_VALUE / 2);
                trim(state.end());
            }
        } finally {
            lock.unlock();
        }
    }

    /// The chain, once it is sure that the log goes on where it ends. The log is asked where it
    /// begins before the chain is read, since what is trimmed is in the chain by then; and where it
    /// ends after that, since what is in the chain was in the log.
    private ChainState readChain() throws IOException {
        log.refresh();
        long start = log.start();
        ChainState state = chain.read();
        log.refresh();
        if (log.durableEnd() < state.end()) {
            log.advanceTo(state.end());
        }
        if (start <= state.end()) {
            gapSinceMillis = -1;
            return state;
        }
        String lost =
                "log of partition \"%s\" starts at position %d (expected at most %d, the end of its last segment): records are lost"
                        .formatted(log.partition(), start, state.end());
        long now = clock.millis();
        if (gapSinceMillis < 0) {
            gapSinceMillis = now;
        }
        if (!applier.ownership().isShared() || now - gapSinceMillis < GAP_PATIENCE_MILLIS) {
            throw new IOException(lost);
        }
        LOGGER.error("{}; a gap is noted, and queries go on", lost);
        if (chain.commitGap(state.end(), start) instanceof CutOutcome.Committed) {
            metrics.lost(start - state.end());
        }
        return chain.read();
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
            boolean isDue = isDue(now);
            if (isDue && !applier.ownership().isShared()) {
                applier.freeze();
                isDue = false;
            }
            retryAtMillis = Math.min(retryAtMillis, now + Backoff.LONGEST_MILLIS);
            boolean isWaiting = mustRecover || applier.heads().firstFrozen() != null;
            if (now < retryAtMillis || !(isWaiting || isDue)) {
                return false;
            }
            try {
                if (isDue && !mustRecover) {
                    freezeUnlessCut();
                }
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
            log.refresh();
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

    private boolean isDue(long now) {
        Ownership ownership = applier.ownership();
        Head open = applier.heads().openHead();
        if (open.sizeBytes() >= ownership.maxHeadBytes(config.maxHeadBytes())
                || applier.isTight()
                || (ownership.isShared() && open.start() < log.start())) {
            return !open.isEmpty();
        }
        long age = openAgeMillis(now);
        return applier.heads().firstFrozen() == null
                && age >= 0
                && age >= ownership.maxAgeMillis(config.maxSegmentAge());
    }

    /// Freezes the open head, unless another owner has cut what it holds: then everything is begun
    /// anew behind that.
    private void freezeUnlessCut() throws IOException {
        try {
            mustRecover = chain.end() > applier.heads().uncommittedStart();
        } catch (IOException e) {
            if (isFull(applier.heads().openHead())) {
                applier.freeze(); // the next takes less at a time to write once that can be done
            }
            failure = e.toString();
            throw e;
        }
        if (!mustRecover) {
            applier.freeze();
        }
    }

    private boolean isFull(Head head) {
        return head.sizeBytes() >= applier.ownership().maxHeadBytes(config.maxHeadBytes());
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
        if (!applier.ownership().isShared()) {
            trim(applier.heads().start());
        }
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
        log.refresh();
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

    /// Trims what is below the floor, if that is due. A failure is logged once.
    void trimBelowFloor() {
        lock.lock();
        try {
            long now = clock.millis();
            nextTrimMillis = Math.min(nextTrimMillis, now + TRIM_MILLIS);
            if (applier.ownership().isShared() && now >= nextTrimMillis) {
                nextTrimMillis = now + TRIM_MILLIS;
                trim(chain.floor());
            }
        } catch (IOException e) {
            LOGGER.debug("floor of partition {} cannot be read", log.partition(), e);
        } finally {
            lock.unlock();
        }
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
