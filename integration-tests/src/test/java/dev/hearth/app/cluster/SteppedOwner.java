// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.app.cluster.OwnerMembership.Background;
import dev.hearth.app.cluster.OwnerMembership.Means;
import dev.hearth.disk.Disk;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingStore;
import dev.hearth.server.Service;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.NullMarked;

/// An ingester's log in the ring, without threads: what would be done beside all else is done by
/// [#beat].
@NullMarked
public final class SteppedOwner {

    private final OwnerMembership membership;
    private final Service presence;
    private final Lifecycler lifecycler;

    /// Whether it waits for the ring beside all else.
    private boolean isJoining;

    /// What it is made of.
    ///
    /// @param zone that of the process
    /// @param disk where its data folder is
    public record Place(
            Ring ring,
            RingStore store,
            Lifecycler lifecycler,
            String zone,
            Disk disk,
            Path folder) {}

    /// Is not in the ring yet.
    ///
    /// @param drains whether a stop that is not for good empties the log
    /// @param nanoTime a clock that nobody sets
    /// @param patience waits by it
    public SteppedOwner(
            Place place,
            String partition,
            OwnerMembership.Log log,
            boolean drains,
            LongSupplier nanoTime,
            SteppedCluster.Patience patience) {
        lifecycler = place.lifecycler();
        Means means =
                new Means(
                        place.ring(),
                        place.store(),
                        lifecycler,
                        place.zone(),
                        new ShutdownMarker(place.disk(), place.folder()),
                        new SteppedClock(nanoTime, patience),
                        new Beating());
        membership = new OwnerMembership(means, partition, log, drains);
        presence = membership.presence();
    }

    private record SteppedClock(LongSupplier nanos, SteppedCluster.Patience patience)
            implements WaitingClock {

        @Override
        public long nanoTime() {
            return nanos.getAsLong();
        }

        @Override
        public void await(Duration time) throws IOException {
            patience.pass(time);
        }
    }

    private final class Beating implements Background {

        @Override
        public Closeable beat(Lifecycler entry) {
            tryBeat();
            return () -> {};
        }

        @Override
        public void start(String name, Runnable task) {
            isJoining = true;
        }
    }

    private void tryBeat() {
        try {
            lifecycler.beat();
        } catch (IOException _) {
            // The next one says it.
        }
    }

    /// Says in the ring that the process is there; what comes before the log is read.
    public void enter() throws IOException {
        presence.start();
    }

    /// What comes when the log is read: takes appends, now or by a beat.
    public void start() throws IOException {
        membership.start();
    }

    /// Whether the ring has its entry.
    public boolean isRegistered() {
        return lifecycler.isRegistered();
    }

    /// Says in the ring that it is there.
    ///
    /// @param isBusy whether another call has not returned yet
    public void beat(boolean isBusy) {
        tryBeat();
        if (isJoining && !isBusy) {
            isJoining = !membership.look().isZero();
        }
    }

    /// Leaves for good; the process goes on.
    public void retire() throws IOException {
        membership.retire();
    }

    /// Whether it has left for good.
    public boolean isRetired() {
        return membership.isRetired();
    }

    /// Stops in order.
    public void stop() throws IOException {
        membership.close();
        presence.close();
    }
}
