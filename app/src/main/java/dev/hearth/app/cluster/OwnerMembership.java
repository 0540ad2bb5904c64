// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Member;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import dev.hearth.ring.RingState;
import dev.hearth.ring.RingStore;
import dev.hearth.server.ReadinessCheck;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An ingester with a log of its own, in the ring.
///
/// ```text
/// presence: JOINING, the log is read ──► membership: ACTIVE ──► LEAVING, the log is emptied
/// ```
///
/// A stop keeps the partition: it comes back with its disk. If all it held is in segments by then,
/// nobody is named as its owner meanwhile, so that queries do without it; if not, they wait for it.
/// A stop for good retires the partition, and the process is gone.
///
/// Whoever was not named as the owner before takes nothing until the ring has its entry, and a
/// little longer: queriers have to know whom to ask by then. While the ring is away that means
/// nothing at all; who is asked to append goes on to the next partition.
public final class OwnerMembership implements Service {

    private static final Logger LOGGER = LoggerFactory.getLogger(OwnerMembership.class);

    /// How long a start waits until this process stands in the ring; then it goes on without.
    private static final Duration REGISTRATION = Duration.ofSeconds(10);

    /// Longest wait for what others know of the ring.
    private static final Duration FIRST_SIGHT = Duration.ofSeconds(2);

    /// Time between two looks at what this process waits for.
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Means means;
    private final Lifecycler lifecycler;
    private final WaitingClock clock;
    private final String partition;
    private final Log log;
    private final boolean drains;

    /// Guards `isRetired`, and lets one at a time open or empty the log.
    private final ReentrantLock leaving = new ReentrantLock();

    private volatile boolean isRetired;
    private volatile boolean isLeaving;
    private volatile boolean isOpen;
    private boolean wasOwner;
    private @Nullable Closeable heartbeats;

    /// Whether the ring has the entry, and since when; for the one thread that waits for it.
    private boolean isHeard;

    private long heardNanos;

    /// What is appended to.
    public interface Log {

        /// Takes appends from now on.
        void open();

        /// Takes nothing any more, for good, and brings all that is durable into segments.
        ///
        /// @throws IOException if some of it could not be; it may be tried again
        void drain() throws IOException;
    }

    /// What it uses of its process.
    ///
    /// @param ring that of the ingesters
    /// @param store what keeps the ring
    /// @param lifecycler keeps the entry of this process
    /// @param zone that of this process; empty if it is in none
    /// @param marker whether the next stop is for good
    record Means(
            Ring ring,
            RingStore store,
            Lifecycler lifecycler,
            String zone,
            ShutdownMarker marker,
            WaitingClock clock,
            Background background) {}

    /// What runs beside all else.
    interface Background {

        /// Lets the entry live until the result is closed.
        Closeable beat(Lifecycler lifecycler);

        /// Has a task run.
        void start(String name, Runnable task);
    }

    /// @param log is read already when this is started
    /// @param drains whether a stop that is not for good empties the log, too
    public OwnerMembership(Cluster cluster, String partition, Log log, boolean drains) {
        this(means(cluster), partition, log, drains);
    }

    OwnerMembership(Means means, String partition, Log log, boolean drains) {
        this.means = means;
        this.lifecycler = means.lifecycler();
        this.clock = means.clock();
        this.partition = partition;
        this.log = log;
        this.drains = drains;
    }

    private static Means means(Cluster cluster) {
        Background threads =
                new Background() {

                    @Override
                    public Closeable beat(Lifecycler lifecycler) {
                        return cluster.heartbeats(lifecycler);
                    }

                    @Override
                    public void start(String name, Runnable task) {
                        Thread.ofVirtual().name(name).start(task);
                    }
                };
        return new Means(
                cluster.ring(RingName.INGESTERS),
                cluster.store(),
                cluster.lifecycler(RingName.INGESTERS),
                cluster.self().zone(),
                new ShutdownMarker(cluster.disk(), cluster.dataDir()),
                WaitingClock.SYSTEM,
                threads);
    }

    /// What has to run before the log is read, and until all is over.
    public Service presence() {
        return new Presence();
    }

    /// By which an operator takes it away for good.
    public List<Route> routes() {
        return new ShutdownRoutes(means.marker(), this::retire).all();
    }

    /// Says so if nobody knows of it yet, and if it has left for good.
    public ReadinessCheck readiness() {
        return ReadinessCheck.of(name(), this::problem);
    }

    private @Nullable String problem() {
        if (isRetired) {
            return "partition is retired";
        }
        if (isLeaving) {
            return "ingester is leaving";
        }
        if (!lifecycler.isRegistered()) {
            return "the ring cannot be written (see -ring.store and the log)";
        }
        return isOpen ? null : "others have still to hear that the ingester is there";
    }

    private final class Presence implements Service {

        @Override
        public String name() {
            return "presence in the ring of the ingesters";
        }

        @Override
        public void start() throws IOException {
            awaitSight();
            Member before = means.ring().state().member(lifecycler.id());
            wasOwner = before != null && before.partitions().contains(partition);
            lifecycler.own(partition, means.zone(), PartitionState.ACTIVE);
            heartbeats = means.background().beat(lifecycler);
        }

        @Override
        public void close() throws IOException {
            Closeable running = heartbeats;
            if (running != null) {
                running.close();
            }
        }
    }

    /// Whoever gossips knows nothing at first: an entry that is made anew looks like a change.
    private void awaitSight() throws IOException {
        long end = clock.nanoTime() + FIRST_SIGHT.toNanos();
        while (means.store().peers().size() > 1
                && means.ring().state().equals(RingState.EMPTY)
                && clock.nanoTime() - end < 0) {
            clock.await(LOOK);
        }
    }

    @Override
    public String name() {
        return "ring of the ingesters";
    }

    /// Takes appends, at once or, while the ring is away, as soon as it is there again.
    @Override
    public void start() throws IOException {
        if (wasOwner) {
            open();
            return;
        }
        long end = clock.nanoTime() + REGISTRATION.toNanos();
        for (Duration left = look(); !left.isZero(); left = look()) {
            if (!isHeard && clock.nanoTime() - end >= 0) {
                LOGGER.warn(
                        "nothing is appended to partition {} until the ring is there", partition);
                means.background().start("joining", this::openLater);
                return;
            }
            clock.await(left);
        }
    }

    private void openLater() {
        try {
            for (Duration left = look(); !left.isZero(); left = look()) {
                clock.await(left);
            }
        } catch (IOException e) {
            LOGGER.warn("partition {} takes no appends: {}", partition, e.getMessage());
        }
    }

    /// Takes appends if others can have heard of this process. Beats write the entry as soon as
    /// they can.
    ///
    /// @return time until it is worth another look; zero if there is nothing to wait for any more
    Duration look() {
        if (isLeaving || isOpen) {
            return Duration.ZERO;
        }
        if (!isHeard) {
            isHeard = lifecycler.isRegistered();
            heardNanos = clock.nanoTime();
            return isHeard ? Pause.SPREAD : LOOK;
        }
        Duration left = Pause.SPREAD.minusNanos(clock.nanoTime() - heardNanos);
        if (left.isPositive()) {
            return left;
        }
        open();
        return Duration.ZERO;
    }

    private void open() {
        leaving.lock();
        try {
            if (!isLeaving) {
                log.open();
                isOpen = true;
                lifecycler.activate();
                LOGGER.info("{} owns partition {}", lifecycler.id(), partition);
            }
        } finally {
            leaving.unlock();
        }
    }

    /// Whether it has left for good.
    boolean isRetired() {
        return isRetired;
    }

    /// Leaves for good, once: all is in segments, and the partition is retired.
    void retire() throws IOException {
        leaving.lock();
        try {
            if (isRetired) {
                return;
            }
            isLeaving = true;
            lifecycler.startLeaving();
            log.drain();
            means.marker().set();
            // If the ring does not hear of it now, the stop tells it again.
            new Departure(lifecycler, clock).leave();
            clock.awaitHeard(); // what ends sooner takes the news with it, where members gossip
            isRetired = true;
            means.marker().clear();
            LOGGER.info("partition {} is retired", partition);
        } finally {
            leaving.unlock();
        }
    }

    /// @throws IOException if it was to leave for good and did not: its data folder is still needed
    @Override
    public void close() throws IOException {
        if (isRetired) {
            return;
        }
        if (means.marker().isSet()) {
            retire();
            return;
        }
        try {
            leaving.lock();
            try {
                if (isRetired) {
                    return;
                }
                isLeaving = true;
                lifecycler.startLeaving();
                if (drains) {
                    log.drain();
                    lifecycler.disown(partition);
                    clock.awaitHeard();
                }
            } finally {
                leaving.unlock();
            }
        } catch (IOException e) {
            LOGGER.warn(
                    "partition {} was not emptied; queries wait for its owner: {}",
                    partition,
                    e.toString());
        }
    }
}
