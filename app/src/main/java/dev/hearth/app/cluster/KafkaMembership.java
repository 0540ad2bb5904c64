// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.ingester.TailingIngesterModule;
import dev.hearth.log.LogTopic;
import dev.hearth.ring.Heartbeats;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.RingName;
import dev.hearth.server.ReadinessCheck;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An ingester of a log in Kafka, in the ring: it reads the partitions that the ring gives it
/// ([KafkaShare]), and is named as their owner once it has caught up.
///
/// A stop keeps its share for when it is back; the other owner of each partition answers meanwhile.
/// A stop for good waits until others own what it owned.
public final class KafkaMembership implements Service {

    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaMembership.class);
    private static final long STEP_MILLIS = 500;
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);

    /// How long others may take to catch up with what is to be theirs.
    private static final Duration HANDOVER = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final LogTopic.Source source;
    private final Lifecycler lifecycler;
    private final KafkaShare share;
    private final ShutdownMarker marker;
    private final Thread keeping = new Thread(this::keep, "kafka-share");
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Heartbeats heartbeats;
    private volatile boolean isLeaving;
    private volatile boolean isRetired;

    /// @param source where the partitions are
    /// @param module what reads them
    public KafkaMembership(Cluster cluster, LogTopic.Source source, TailingIngesterModule module) {
        this.cluster = cluster;
        this.source = source;
        this.lifecycler = cluster.lifecycler(RingName.INGESTERS);
        this.share =
                new KafkaShare(
                        cluster.ring(RingName.INGESTERS),
                        lifecycler,
                        TopicReader.of(module),
                        cluster.times().heartbeatTimeout(),
                        System::nanoTime);
        this.marker = new ShutdownMarker(cluster.disk(), cluster.dataDir());
    }

    /// By which an operator takes it away for good.
    public List<Route> routes() {
        return new ShutdownRoutes(marker, this::retire).all();
    }

    /// Says what it does not serve yet of what the ring gives it, and so if it is about to leave.
    public ReadinessCheck readiness() {
        return ReadinessCheck.of(name(), () -> isLeaving ? "ingester is leaving" : share.unready());
    }

    @Override
    public String name() {
        return "ring of the ingesters";
    }

    @Override
    public void start() {
        lifecycler.activate();
        heartbeats = cluster.heartbeats(lifecycler);
        keeping.setDaemon(true);
        keeping.start();
    }

    private void keep() {
        String known = null;
        try {
            do {
                String problem = step();
                if (problem != null && !problem.equals(known)) {
                    LOGGER.warn("share of the topic is not known; trying again: {}", problem);
                }
                known = problem;
            } while (!stopped.await(STEP_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// What failed, or null.
    private @Nullable String step() {
        try {
            share.step(source.open(), isLeaving);
            return null;
        } catch (IOException | RuntimeException e) {
            return e.toString();
        }
    }

    /// Leaves for good, once: others own what it owned.
    private void retire() throws IOException {
        isLeaving = true;
        lifecycler.startLeaving();
        long end = System.nanoTime() + HANDOVER.toNanos();
        while (share.owns() && System.nanoTime() - end < 0) {
            Pause.of(Duration.ofMillis(100));
        }
        if (share.owns()) {
            throw new IOException(
                    "partitions have no other owner after %s (expected another ingester to catch up)"
                            .formatted(HANDOVER));
        }
        new Departure(lifecycler, WaitingClock.SYSTEM).leave();
        Pause.untilHeard(); // what ends sooner takes the news with it, where members gossip
        isRetired = true;
        marker.clear();
        LOGGER.info("{} owns nothing any more", lifecycler.id());
    }

    /// @throws IOException if it was to leave for good and did not: an operator has to forget it
    @Override
    public void close() throws IOException {
        IOException failure = null;
        try {
            if (!isRetired && marker.isSet()) {
                retire();
            }
        } catch (IOException e) {
            failure = e;
        }
        end();
        if (failure != null) {
            throw failure;
        }
    }

    private void end() throws IOException {
        stopped.countDown();
        try {
            if (keeping.isAlive() && !keeping.join(JOIN_TIMEOUT)) {
                LOGGER.warn("thread that keeps the share still runs after {}", JOIN_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (share.disownAll()) {
            Pause.untilHeard();
        }
        Heartbeats running = heartbeats;
        if (running != null) {
            running.close();
        }
    }
}
