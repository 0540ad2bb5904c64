// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.app.cluster.SteppedShare;
import dev.hearth.ingester.SteppedTailing;
import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.model.TenantId;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.ProfileSource;
import dev.hearth.ring.Instance;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import dev.hearth.ring.SimulatedRing;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// An ingester of a topic: it keeps nothing but its name.
final class TopicNode extends IngesterProcess {

    final String zone;
    private final TopicCluster all;
    private final RandomGenerator random;

    /// Null while no process runs.
    private @Nullable Running process;

    private int lives;

    /// What ends with the process.
    private record Running(
            SimulatedRing.View view,
            Lifecycler lifecycler,
            SteppedTailing tailing,
            SteppedShare share,
            Leaving leaving) {}

    /// Whether it is to leave for good.
    private static final class Leaving {
        boolean isBegun;
    }

    TopicNode(String id, String zone, TopicCluster all, RandomGenerator random, SkewedClock clock) {
        super(id, clock);
        this.zone = zone;
        this.all = all;
        this.random = random;
    }

    /// Whether it answers, and says so.
    boolean isServing() {
        Running mine = process;
        return mine != null && !isPaused && !mine.leaving.isBegun && mine.share.unready() == null;
    }

    @Override
    SimulatedRing.@Nullable View view() {
        Running mine = process;
        return mine == null ? null : mine.view;
    }

    @Override
    void start() {
        SimulatedRing.View view = all.ring.view(clock);
        view.hear();
        Ring ring =
                new Ring(
                        RingName.INGESTERS,
                        view,
                        LifecycleTimes.DEFAULTS.heartbeatTimeout(),
                        clock);
        Lifecycler lifecycler =
                new Lifecycler(
                        RingName.INGESTERS,
                        new Instance(id, id, zone),
                        view,
                        LifecycleTimes.DEFAULTS,
                        clock);
        TopicClient topic = new TopicClient(all.broker, all.turns, id);
        SteppedTailing tailing = new SteppedTailing(topic, all.store, World::limits, clock);
        SteppedShare share =
                new SteppedShare(
                        ring,
                        lifecycler,
                        topic,
                        tailing,
                        LifecycleTimes.DEFAULTS.heartbeatTimeout(),
                        all.time::nanoTime);
        process = new Running(view, lifecycler, tailing, share, new Leaving());
        lifecycler.activate();
    }

    @Override
    void beat() {
        Running mine = process;
        if (mine != null && !isPaused) {
            try {
                mine.lifecycler.beat();
            } catch (IOException _) {
                // The next one says it.
            }
        }
    }

    /// Looks at the ring, and reads on.
    void step() {
        Running mine = process;
        if (mine == null || isPaused) {
            return;
        }
        mine.share.step(mine.leaving.isBegun);
        mine.tailing.apply(_ -> random.nextInt(4) == 0);
        if (mine.leaving.isBegun && !mine.share.owns() && isIdle()) {
            depart(mine);
        }
    }

    private void depart(Running mine) {
        try {
            mine.lifecycler.leave();
            isRetired = true;
            all.trace.tell(id + " has left");
            end();
        } catch (IOException _) {
            // It is tried again.
        }
    }

    /// Begins what one of its threads has to do, if none does anything.
    void work() {
        Running mine = process;
        if (mine == null || isPaused || !isIdle()) {
            return;
        }
        if (mine.tailing.isSettled()) {
            task = all.turns.new Task("cut of " + id, mine.tailing::cut);
        } else {
            task = all.turns.new Task("turn of " + id, mine.tailing::settle);
        }
    }

    /// Begins to cut everything.
    void flush() {
        Running mine = process;
        if (mine != null && isIdle()) {
            task = all.turns.new Task("flush of " + id, mine.tailing::flush);
        }
    }

    /// Begins to leave for good.
    void retire() {
        Running mine = process;
        if (mine != null) {
            mine.leaving.isBegun = true;
            mine.lifecycler.startLeaving();
        }
    }

    /// Ends the process in order; it will be back.
    void stop() throws IOException {
        Running mine = process;
        if (mine != null && isIdle()) {
            mine.share.disownAll();
            end();
        }
    }

    private void end() throws IOException {
        Running mine = process;
        if (mine != null) {
            mine.view.end();
            mine.tailing.close();
        }
        process = null;
        lives++;
        isPaused = false;
    }

    @Override
    void crash() throws IOException {
        Turns.Task running = task;
        end();
        if (running != null && !running.isDone() && running != all.turns.running()) {
            running.kill();
        }
        task = null;
    }

    @Override
    List<ProfileSource> read(String partition, TenantId tenant, long fromPosition)
            throws IOException {
        Running mine = process;
        if (mine == null || isPaused) {
            throw new PeerFailedException(id, "it does not answer", null);
        }
        int life = lives;
        List<ProfileSource> sources = mine.tailing.read(partition, tenant, fromPosition);
        if (lives != life) {
            throw new PeerFailedException(id, "it died", null);
        }
        return sources;
    }
}
