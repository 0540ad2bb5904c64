// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/// The ring of the ingesters as several processes see it: kept by a server or by gossip. Views lag
/// until somebody lets them hear; whoever is cut off hears nothing; a server may be away, and lose
/// what it was asked or what it answered.
@NullMarked
public final class SimulatedRing {

    /// Who has heard nothing for longer may have missed something.
    private static final Duration STALE = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private final boolean isGossip;
    private final List<View> views = new ArrayList<>();
    private RingState stored = RingState.EMPTY;
    private boolean isAway;
    private boolean isCalm;
    private int overtaken;

    /// @param isGossip whether there is no server
    public SimulatedRing(RandomGenerator random, boolean isGossip) {
        this.random = random;
        this.isGossip = isGossip;
    }

    /// What a new process sees of it.
    public View view(InstantSource clock) {
        View view = new View(clock);
        views.add(view);
        return view;
    }

    /// Whether the server can be reached by nobody.
    public void setAway(boolean now) {
        isAway = now;
    }

    /// Whether nothing fails from now on.
    public void setCalm(boolean now) {
        isCalm = now;
    }

    /// How often a change had to be tried again since somebody else was quicker.
    public int overtaken() {
        return overtaken;
    }

    private boolean isUnlucky(int often) {
        return !isCalm && random.nextInt(often) == 0;
    }

    /// What one process knows.
    public final class View implements RingStore {

        private final InstantSource clock;
        private final Contact contact = new Contact();
        private final Watchers watchers = new Watchers();
        private boolean isCutOff;

        /// When others were heard of last, and since when without a break.
        private @Nullable Instant heard;

        private @Nullable Instant since;

        private View(InstantSource clock) {
            this.clock = clock;
        }

        /// Whether this process alone cannot reach the server, or the others.
        public void setCutOff(boolean now) {
            isCutOff = now;
        }

        /// Whether it hears of changes.
        public boolean isConnected() {
            return !isCutOff && (isGossip || !isAway);
        }

        /// Learns what there is to know by now, if it can.
        public void hear() {
            if (isGossip) {
                hearOthers();
            } else if (isConnected()) {
                contact.made(clock.instant());
                heard();
                watchers.change(RingName.INGESTERS, _ -> stored);
            } else {
                contact.lost();
            }
        }

        private void hearOthers() {
            for (View other : views) {
                if (other != this && isConnected() && other.isConnected()) {
                    RingState theirs = other.known(RingName.INGESTERS);
                    Instant forgotten =
                            clock.instant().minus(LifecycleTimes.DEFAULTS.forgetAfter());
                    heard();
                    watchers.change(
                            RingName.INGESTERS,
                            mine -> mine.merge(theirs.withoutLeftBefore(forgotten)));
                }
            }
        }

        /// The process is gone.
        public void end() {
            views.remove(this);
        }

        @Override
        public String kind() {
            return isGossip ? "memberlist" : "consul";
        }

        @Override
        public RingState known(RingName ring) {
            return watchers.known(ring);
        }

        @Override
        public RingState update(RingName ring, UnaryOperator<RingState> change) throws IOException {
            if (isGossip) {
                return watchers.change(ring, change);
            }
            if (!isConnected()) {
                contact.lost();
                throw new IOException("the ring cannot be reached");
            }
            contact.made(clock.instant());
            if (isUnlucky(12)) {
                throw new IOException("the ring was not asked");
            }
            if (isUnlucky(6)) {
                RingState unused = change.apply(known(ring)); // somebody else was quicker
                overtaken += unused.members().isEmpty() ? 0 : 1;
            }
            stored = change.apply(stored);
            if (isUnlucky(12)) {
                throw new IOException("the answer of the ring was lost");
            }
            RingState after = stored;
            watchers.change(ring, _ -> after);
            return after;
        }

        @Override
        public Closeable watch(RingName ring, RingListener listener) {
            return watchers.watch(ring, listener);
        }

        @Override
        public Instant lastHeard(RingName ring, Instant now, Duration grace) {
            return isGossip ? now : contact.lastHeard(now, grace);
        }

        @Override
        public Duration freshFor(RingName ring, Instant now) {
            boolean isFresh = heard != null && !heard.plus(STALE).isBefore(now);
            if (isGossip) {
                return isFresh && since != null ? Duration.between(since, now) : Duration.ZERO;
            }
            return isFresh ? ALWAYS : Duration.ZERO;
        }

        /// Others have been heard of just now.
        private void heard() {
            Instant now = clock.instant();
            if (since == null || heard == null || heard.plus(STALE).isBefore(now)) {
                since = now;
            }
            heard = now;
        }

        @Override
        public void close() {}
    }
}
