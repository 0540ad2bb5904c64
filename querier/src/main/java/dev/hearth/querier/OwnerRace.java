// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.query.Cancellation;
import dev.hearth.query.PartitionMovedException;
import dev.hearth.query.QueryAbortedException;
import dev.hearth.query.RangeDroppedException;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.SourceFailures;
import dev.hearth.query.UnknownRepeatsException;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One question to the owners of a partition, each of whom has all of it: the first answer counts.
///
/// The next owner is asked when one has failed, and also when one was silent for a while: a process
/// that was stopped, or that the network has swallowed, does not even fail before the deadline.
///
/// All decisions are made on the thread that asks; the others only carry questions and answers.
final class OwnerRace<A> {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerRace.class);

    private final Iterator<RemoteOwner> owners;
    private final Asking<A> asking;
    private final Supplier<AttemptFailures> attempts;
    private final Duration patience;
    private final FanOut.Carriers carriers;
    private final QuerierMetrics metrics;
    private final Cancellation cancellation;
    private final BlockingQueue<Outcome<A>> outcomes = new LinkedBlockingQueue<>();

    /// Owners of whom there is no outcome yet.
    private int open;

    private @Nullable IOException moved;

    /// Asks an owner.
    @FunctionalInterface
    interface Asking<T> {

        T ask(RemoteOwner owner, SourceFailures failures, Cancellation cancellation)
                throws IOException;
    }

    /// What came of asking one.
    ///
    /// @param answer null if it failed
    private record Outcome<T>(
            AttemptFailures failures, @Nullable T answer, @Nullable Throwable failure) {}

    /// @param owners the best first, at least one
    /// @param attempts what an attempt tells of what could not be read, a new one for each
    /// @param patience how long one may be silent before the next is asked as well
    /// @param carriers carries the question to each
    OwnerRace(
            List<RemoteOwner> owners,
            Asking<A> asking,
            Supplier<AttemptFailures> attempts,
            Duration patience,
            FanOut.Carriers carriers,
            QuerierMetrics metrics,
            Cancellation cancellation) {
        this.owners = owners.iterator();
        this.asking = asking;
        this.attempts = attempts;
        this.patience = patience;
        this.carriers = carriers;
        this.metrics = metrics;
        this.cancellation = cancellation.piece();
    }

    /// Asks them.
    ///
    /// @param failures told of what the one could not read whose answer counts
    /// @throws IOException if nobody answers, or the plan has to be made anew
    A answer(AttemptFailures failures) throws IOException {
        try {
            begin();
            while (true) {
                Outcome<A> outcome = next();
                if (outcome == null) {
                    cancellation.check();
                    if (owners.hasNext()) {
                        metrics.hedged();
                        begin();
                    }
                } else if (outcome.answer() != null) {
                    outcome.failures().tell(failures);
                    return outcome.answer();
                } else {
                    fail(outcome);
                }
            }
        } finally {
            cancellation.cancel();
        }
    }

    /// Waits for an outcome, until the next owner is due; null if none came.
    private @Nullable Outcome<A> next() throws QueryAbortedException {
        long wait = Math.max(0, cancellation.remainingNanos()) + 1;
        if (owners.hasNext()) {
            wait = Math.min(wait, patience.toNanos());
        }
        try {
            return carriers.await(outcomes, wait);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            cancellation.cancel();
            cancellation.check();
            return null;
        }
    }

    private void fail(Outcome<A> outcome) throws IOException {
        open--;
        switch (outcome.failure()) {
            case RangeDroppedException e -> throw e;
            case NoSuchObjectException e -> throw e;
            case UnknownRepeatsException e -> throw e;
            case QueryAbortedException e -> throw e;
            case IOException e -> {
                cancellation.check();
                moved = e instanceof PartitionMovedException ? e : moved;
                if (owners.hasNext()) {
                    LOG.warn("what was pushed last is asked of another owner: {}", e.toString());
                    metrics.moved();
                    begin();
                } else if (open == 0) {
                    throw moved == null ? e : moved;
                }
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> throw new IllegalStateException(outcome.failure());
        }
    }

    private void begin() {
        RemoteOwner owner = owners.next();
        AttemptFailures failures = attempts.get();
        Cancellation piece = cancellation.piece();
        open++;
        carriers.carry(
                "owner-" + owner.address(), () -> outcomes.add(outcome(owner, failures, piece)));
    }

    @SuppressWarnings("CatchingUnchecked") // rethrown to whoever waits
    private Outcome<A> outcome(RemoteOwner owner, AttemptFailures failures, Cancellation piece) {
        try {
            return new Outcome<>(failures, asking.ask(owner, failures, piece), null);
        } catch (Throwable e) {
            return new Outcome<>(failures, null, e);
        }
    }
}
