// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.ring.Heartbeats;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Member;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.RingName;
import dev.hearth.ring.RingState;
import dev.hearth.server.ReadinessCheck;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
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

    private final Cluster cluster;
    private final String partition;
    private final Log log;
    private final boolean drains;
    private final Lifecycler lifecycler;
    private final ShutdownMarker marker;

    /// Guards `isRetired`, and lets one at a time open or empty the log.
    private final ReentrantLock leaving = new ReentrantLock();

    private volatile boolean isRetired;
    private volatile boolean isLeaving;
    private volatile boolean isOpen;
    private boolean wasOwner;
    private @Nullable Heartbeats heartbeats;

    /// What is appended to.
    public interface Log {

        /// Takes appends from now on.
        void open();

        /// Takes nothing any more, for good, and brings all that is durable into segments.
        ///
        /// @throws IOException if some of it could not be; it may be tried again
        void drain() throws IOException;
    }

    /// @param log is read already when this is started
    /// @param drains whether a stop that is not for good empties the log, too
    public OwnerMembership(Cluster cluster, String partition, Log log, boolean drains) {
        this.cluster = cluster;
        this.partition = partition;
        this.log = log;
        this.drains = drains;
        this.lifecycler = cluster.lifecycler(RingName.INGESTERS);
        this.marker = new ShutdownMarker(cluster.disk(), cluster.dataDir());
    }

    /// What has to run before the log is read, and until all is over.
    public Service presence() {
        return new Presence();
    }

    /// By which an operator takes it away for good.
    public List<Route> routes() {
        return new ShutdownRoutes(marker, this::retire).all();
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
            Member before = cluster.ring(RingName.INGESTERS).state().member(lifecycler.id());
            wasOwner = before != null && before.partitions().contains(partition);
            lifecycler.own(partition, cluster.self().zone(), PartitionState.ACTIVE);
            heartbeats = cluster.heartbeats(lifecycler);
        }

        @Override
        public void close() {
            Heartbeats running = heartbeats;
            if (running != null) {
                running.close();
            }
        }
    }

    /// Whoever gossips knows nothing at first: an entry that is made anew looks like a change.
    private void awaitSight() throws IOException {
        long end = System.nanoTime() + FIRST_SIGHT.toNanos();
        while (cluster.store().peers().size() > 1
                && cluster.ring(RingName.INGESTERS).state().equals(RingState.EMPTY)
                && System.nanoTime() - end < 0) {
            Pause.of(Duration.ofMillis(50));
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
        } else if (isRegisteredWithin(REGISTRATION)) {
            Pause.untilHeard();
            open();
        } else {
            LOGGER.warn("nothing is appended to partition {} until the ring is there", partition);
            Thread.ofVirtual().name("joining").start(this::openLater);
        }
    }

    private boolean isRegisteredWithin(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        while (!lifecycler.isRegistered() && System.nanoTime() - end < 0) {
            Pause.of(Duration.ofMillis(50));
        }
        return lifecycler.isRegistered();
    }

    /// Beats write the entry as soon as they can.
    private void openLater() {
        try {
            while (!isLeaving && !isRegisteredWithin(Duration.ofSeconds(1))) {
                LOGGER.debug("partition {} waits for the ring", partition);
            }
            Pause.untilHeard();
            open();
        } catch (IOException e) {
            LOGGER.warn("partition {} takes no appends: {}", partition, e.getMessage());
        }
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

    /// Leaves for good, once: all is in segments, and the partition is retired.
    private void retire() throws IOException {
        leaving.lock();
        try {
            if (isRetired) {
                return;
            }
            isLeaving = true;
            lifecycler.startLeaving();
            log.drain();
            marker.set(); // if the ring does not hear of it now, the stop tells it again
            new Departure(lifecycler).leave();
            Pause.untilHeard(); // what ends sooner takes the news with it, where members gossip
            isRetired = true;
            marker.clear();
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
        if (marker.isSet()) {
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
                    Pause.untilHeard();
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
