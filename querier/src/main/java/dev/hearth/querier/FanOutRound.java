// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.TenantId;
import dev.hearth.query.Cancellation;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.Question;
import dev.hearth.query.RemoteReader;
import dev.hearth.query.StoredPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One question to all parts of one plan, shared out among processes.
///
/// Each part is counted once. A stored part belongs to exactly one share at a time, and of a share
/// exactly one answer is taken, however many were asked for it; a share of which nobody is left to
/// be asked is taken apart, and its parts go to those who come next for each, at last to this
/// process. An owner's part has the answer of one owner.
///
/// All decisions are made on the thread that asks; the others only carry questions and answers.
final class FanOutRound<A> {

    private static final Logger LOG = LoggerFactory.getLogger(FanOutRound.class);

    private final FanOut fanOut;
    private final Remotes remotes;
    private final TenantId tenant;
    private final Question<A> question;
    private final MissingSources missing;
    private final Cancellation cancellation;

    private final BlockingQueue<Outcome<A>> outcomes = new LinkedBlockingQueue<>();
    private final List<StoredShare> shares = new ArrayList<>();

    /// Addresses that could not be asked.
    private final Set<String> failed = new HashSet<>();

    /// Shares and owners of whom there is no answer yet.
    private int open;

    private A answer;

    /// What came of asking somebody.
    ///
    /// @param share what was asked for, null if it was not stored parts
    /// @param address who was asked; this process's own for itself
    /// @param answer null if it failed
    private record Outcome<T>(
            @Nullable StoredShare share,
            String address,
            AttemptFailures failures,
            @Nullable T answer,
            @Nullable Throwable failure) {}

    /// Asks somebody.
    @FunctionalInterface
    private interface Asking<T> {

        T ask(AttemptFailures failures, Cancellation cancellation) throws IOException;
    }

    FanOutRound(
            FanOut fanOut,
            TenantId tenant,
            Question<A> question,
            MissingSources missing,
            Cancellation cancellation) {
        this.fanOut = fanOut;
        this.remotes = fanOut.remotes();
        this.tenant = tenant;
        this.question = question;
        this.missing = missing;
        this.cancellation = cancellation.piece();
        this.answer = question.empty();
    }

    A answer(List<PlannedPart> parts) throws IOException {
        try {
            begin(parts);
            while (open > 0) {
                Outcome<A> outcome = next();
                if (outcome == null) {
                    cancellation.check();
                    hedge();
                } else {
                    take(outcome);
                }
            }
            return answer;
        } finally {
            cancellation.cancel();
        }
    }

    private void begin(List<PlannedPart> parts) {
        List<PlannedPart.Stored> stored = new ArrayList<>();
        List<ProfileSource> here = new ArrayList<>();
        for (PlannedPart part : parts) {
            switch (part) {
                case PlannedPart.Local(ProfileSource source) -> here.add(source);
                case PlannedPart.Stored one -> {
                    if (question.selection().overlaps(one.source())) {
                        stored.add(one);
                    }
                }
                case PlannedPart.Owned owned -> askOwners(owned);
            }
        }
        if (!here.isEmpty()) {
            open++;
            start(null, remotes.self(), (failures, piece) -> read(here, failures, piece));
        }
        share(stored);
    }

    /// Waits for an outcome, until one is due to be hedged; null if none came.
    private @Nullable Outcome<A> next() throws IOException {
        long now = System.nanoTime();
        long wait = cancellation.remainingNanos();
        for (StoredShare share : shares) {
            if (share.mayHedge()) {
                wait = Math.min(wait, share.hedgeNanoTime() - now);
            }
        }
        try {
            return fanOut.carriers().await(outcomes, Math.max(wait, 0) + 1);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            cancellation.cancel();
            cancellation.check();
            return null;
        }
    }

    private void take(Outcome<A> outcome) throws IOException {
        StoredShare share = outcome.share();
        if (share != null && share.isAnswered()) {
            return; // another was quicker
        }
        if (outcome.answer() != null) {
            open--;
            if (share != null) {
                share.answered();
            }
            outcome.failures().count();
            answer = question.merge(answer, outcome.answer());
            return;
        }
        cancellation.check();
        boolean isLast = share == null || share.end();
        switch (outcome.failure()) {
            case PeerFailedException e when share != null -> {
                failed.add(outcome.address());
                LOG.warn("what tenant {} has stored is asked of others: {}", tenant, e.toString());
                fanOut.metrics().moved();
                if (isLast) {
                    open--;
                    // Its parts are in other shares from here on: nobody is asked for it any more.
                    shares.remove(share);
                    share(share.parts());
                }
            }
            case IOException e -> {
                if (share != null) {
                    throw e;
                }
                missing.failed(e);
                open--;
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> throw new IllegalStateException(outcome.failure());
        }
    }

    /// Gives stored parts to those who are to read them.
    private void share(List<PlannedPart.Stored> parts) {
        Map<String, List<PlannedPart.Stored>> byReader = new LinkedHashMap<>();
        for (PlannedPart.Stored part : parts) {
            byReader.computeIfAbsent(reader(part, null), _ -> new ArrayList<>()).add(part);
        }
        long now = System.nanoTime();
        byReader.forEach((reader, some) -> {
            StoredShare share = new StoredShare(some, now + fanOut.hedgeAfter().toNanos());
            if (fanOut.hedgeAfter().isZero() || reader.equals(remotes.self())) {
                share.hedged();
            }
            shares.add(share);
            open++;
            ask(share, reader);
        });
    }

    /// The first who is to read a part and can be asked; this process if there is nobody.
    ///
    /// @param but a share whose readers are not asked again
    private String reader(PlannedPart.Stored part, @Nullable StoredShare but) {
        for (String reader : remotes.placement().readers(part.part().name())) {
            if (!failed.contains(reader) && (but == null || !but.wasAsked(reader))) {
                return reader;
            }
        }
        return remotes.self();
    }

    private void ask(StoredShare share, String address) {
        if (address.equals(remotes.self())) {
            List<ProfileSource> sources =
                    share.parts().stream().map(PlannedPart.Stored::source).toList();
            start(share, address, (failures, piece) -> read(sources, failures, piece));
            return;
        }
        RemoteReader reader = remotes.readers().apply(address);
        List<StoredPart> parts = share.parts().stream().map(PlannedPart.Stored::part).toList();
        start(
                share,
                address,
                (failures, piece) -> reader.ask(tenant, parts, question, failures, piece));
    }

    /// Asks others as well for what takes long.
    private void hedge() {
        long now = System.nanoTime();
        for (StoredShare share : List.copyOf(shares)) {
            if (share.mayHedge() && share.hedgeNanoTime() - now <= 0) {
                share.hedged();
                fanOut.metrics().hedged();
                ask(share, reader(share.parts().getFirst(), share));
            }
        }
    }

    private A read(List<ProfileSource> sources, AttemptFailures failures, Cancellation piece)
            throws IOException {
        return question.answer(
                fanOut.engine().telling(failures), fanOut.names().over(sources, tenant), piece);
    }

    private void askOwners(PlannedPart.Owned owned) {
        open++;
        start(
                null,
                owned.owners().getFirst().address(),
                (failures, piece) -> askOwners(owned, failures, piece));
    }

    private A askOwners(PlannedPart.Owned owned, AttemptFailures failures, Cancellation piece)
            throws IOException {
        return new OwnerRace<A>(
                        owned.owners(),
                        (owner, told, attempt) ->
                                owner.ask(
                                        tenant,
                                        owned.from(),
                                        owned.hidden(),
                                        owned.repeats(),
                                        question,
                                        told,
                                        attempt),
                        () -> new AttemptFailures(missing),
                        fanOut.ownerPatience(),
                        fanOut.carriers(),
                        fanOut.metrics(),
                        piece)
                .answer(failures);
    }

    private void start(@Nullable StoredShare share, String address, Asking<A> asking) {
        Cancellation piece = cancellation.piece();
        if (share != null) {
            share.begin(address, piece);
        }
        AttemptFailures failures = new AttemptFailures(missing);
        fanOut.carriers()
                .carry(
                        "fan-out-" + address,
                        () -> outcomes.add(outcome(share, address, failures, asking, piece)));
    }

    @SuppressWarnings("CatchingUnchecked") // rethrown to whoever waits
    private Outcome<A> outcome(
            @Nullable StoredShare share,
            String address,
            AttemptFailures failures,
            Asking<A> asking,
            Cancellation piece) {
        try {
            return new Outcome<>(share, address, failures, asking.ask(failures, piece), null);
        } catch (Throwable e) {
            return new Outcome<>(share, address, failures, null, e);
        }
    }
}
