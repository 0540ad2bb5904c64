// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.app.cluster.SteppedCluster;
import dev.hearth.compactor.SteppedCompactor;
import dev.hearth.config.TenantLimits;
import dev.hearth.ingester.SteppedIngester;
import dev.hearth.integrationtests.histories.SimulatedStore;
import dev.hearth.integrationtests.histories.SimulatedTime;
import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.model.TenantId;
import dev.hearth.querier.SteppedQuerier;
import dev.hearth.query.PeerFailedException;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Member;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingName;
import dev.hearth.ring.SimulatedRing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Everything that runs, whatever the log is: ingesters, two distributors, two queriers and a
/// compactor, over one store.
///
/// @param <N> what an ingester is
abstract class World<N extends IngesterProcess> implements AutoCloseable {

    /// Longest until what is said in the ring is known to all who can hear it.
    static final Duration SPREAD = Duration.ofMillis(1500);

    static final Duration CLOCK_SLACK = dev.hearth.app.cluster.Cluster.CLOCK_SLACK;

    /// For how long what has changed counts as changed of late.
    static final Duration SETTLING = SteppedIngester.RETRY_WINDOW.plus(CLOCK_SLACK);

    private static final int COUNT = 2;

    /// Once in how many times a question or its answer is lost.
    private static final int LOST = 25;

    final Turns turns = new Turns();
    final SimulatedTime time = new SimulatedTime();
    final Trace trace = new Trace(time);
    final SimulatedStore store;
    final SimulatedRing ring;
    final Links links;
    final List<N> nodes = new ArrayList<>();
    final List<Gate> distributors = new ArrayList<>();
    final List<Gate> queriers = new ArrayList<>();
    final SteppedCompactor compactor;
    Turns.@Nullable Task compaction;
    final RandomGenerator random;
    private long sinceBeat;
    private long sinceHeard;

    /// Has nobody in it yet, see [#populate].
    ///
    /// @param scratch folder for files that are being made
    World(RandomGenerator random, Path scratch) {
        this.random = random;
        store = new SimulatedStore(turns, time, random, random.nextInt(3) == 0);
        ring = new SimulatedRing(random, random.nextInt(3) == 0);
        links = new Links(random);
        compactor =
                new SteppedCompactor(
                        store,
                        World::limits,
                        Map::of,
                        SteppedIngester.RETRY_WINDOW,
                        scratch,
                        time,
                        time::nanoTime,
                        random);
    }

    static TenantLimits limits(TenantId tenant) {
        return TenantLimits.defaults();
    }

    /// Adds ingesters, which do not run yet, and all others.
    final void populate() throws IOException {
        for (int i = COUNT + random.nextInt(2); i > 0; i--) {
            add();
        }
        for (int i = 0; i < COUNT; i++) {
            distributors.add(gate("distributor" + i));
            queriers.add(gate("querier" + i));
        }
        distributors.forEach(this::startDistributor);
        queriers.forEach(this::startQuerier);
    }

    /// One more ingester, which does not run yet.
    abstract N add() throws IOException;

    /// Makes what a distributor is made of.
    abstract void startDistributor(Gate gate);

    /// Lets a question arrive, or an answer.
    ///
    /// @throws PeerFailedException if it does not
    final void requireReached(Gate from, N node, String otherwise) throws PeerFailedException {
        if (links.areCut(from.id, node.id) || links.isUnlucky(LOST)) {
            throw new PeerFailedException(node.id, otherwise, null);
        }
    }

    final SkewedClock clock() {
        return new SkewedClock(time, skew());
    }

    /// Any two clocks differ by less than the slack.
    final Duration skew() {
        return Duration.ofMillis(random.nextLong(CLOCK_SLACK.toMillis() - 1000));
    }

    private Gate gate(String id) {
        SkewedClock clock = clock();
        return new Gate(id, clock, ring.view(clock));
    }

    /// Ends a process and starts it again: it knows nothing.
    final void restart(Gate gate) {
        gate.restart(ring);
        if (gate.distributor != null) {
            startDistributor(gate);
        } else {
            startQuerier(gate);
        }
    }

    /// Strikes an ingester off the ring wherever it is still seen: it left for good while somebody
    /// could not hear it.
    final void forget(N node) throws IOException {
        for (Gate gate : gates()) {
            gate.view.hear();
            Member seen = gate.view.known(RingName.INGESTERS).member(node.id);
            if (seen != null && seen.isPresent()) {
                ring(gate).forget(node.id);
            }
        }
    }

    static Ring ring(Gate gate) {
        return new Ring(
                RingName.INGESTERS,
                gate.view,
                LifecycleTimes.DEFAULTS.heartbeatTimeout(),
                gate.clock);
    }

    private void startQuerier(Gate gate) {
        Ring seen = ring(gate);
        gate.querier =
                new SteppedQuerier(
                        store,
                        gate.engine,
                        SteppedCluster.owners(
                                seen,
                                gate.id,
                                (address, partition) ->
                                        new AskedOwner<>(this, gate, node(address), partition)),
                        SteppedCluster.segments(seen),
                        World::limits,
                        SteppedCompactor.DELETION_DELAY,
                        gate.clock,
                        time::nanoTime,
                        random);
    }

    /// @param id its name, which is its address
    final N node(String id) {
        return nodes.stream().filter(node -> node.id.equals(id)).findFirst().orElseThrow();
    }

    /// All that clients talk to.
    final List<Gate> gates() {
        List<Gate> gates = new ArrayList<>(distributors);
        gates.addAll(queriers);
        return gates;
    }

    /// What was begun, is not done, and whose process is not paused.
    final List<Turns.Task> waiting() {
        List<Turns.Task> waiting = new ArrayList<>();
        for (N node : nodes) {
            Turns.Task task = node.task;
            if (task != null && !task.isDone() && !node.isPaused) {
                waiting.add(task);
            }
        }
        for (Gate gate : gates()) {
            gate.tasks.removeIf(Turns.Task::isDone);
            if (!gate.isPaused) {
                waiting.addAll(gate.tasks);
            }
        }
        Turns.Task task = compaction;
        if (task != null && !task.isDone()) {
            waiting.add(task);
        }
        return waiting;
    }

    /// All that see the ring.
    final List<SimulatedRing.View> views() {
        List<SimulatedRing.View> views = new ArrayList<>();
        for (N node : nodes) {
            SimulatedRing.View view = node.view();
            if (view != null && !node.isPaused) {
                views.add(view);
            }
        }
        gates().forEach(gate -> views.add(gate.view));
        return views;
    }

    /// Lets time pass: whoever runs says so in the ring, and hears of others. What is said in less
    /// than the spread before may not be known to all.
    final void pass(Duration span) {
        long left = span.toNanos();
        while (left > 0) {
            long step = Math.min(left, LifecycleTimes.DEFAULTS.heartbeatPeriod().toNanos() * 2);
            time.pass(Duration.ofNanos(step));
            left -= step;
            sinceBeat += step;
            sinceHeard += step;
            if (sinceBeat >= LifecycleTimes.DEFAULTS.heartbeatPeriod().toNanos()) {
                sinceBeat = 0;
                nodes.forEach(IngesterProcess::beat);
            }
            if (sinceHeard >= SPREAD.toNanos()) {
                sinceHeard = 0;
                views().forEach(SimulatedRing.View::hear);
            }
        }
    }

    /// Lets a task wait.
    ///
    /// @throws IOException if its process has ended
    final void await(Duration span) throws IOException {
        long until = time.nanoTime() + span.toNanos();
        for (int i = 0; i < 3 && time.nanoTime() < until; i++) {
            turns.next("wait");
        }
        if (time.nanoTime() < until) {
            pass(Duration.ofNanos(until - time.nanoTime()));
        }
    }

    /// Whether nothing fails from now on. If so, all that did not work works again, and what was
    /// begun comes to its end.
    void calm(boolean now) {
        links.setCalm(now);
        store.setCalm(now);
        ring.setCalm(now);
        if (now) {
            store.setLagging(false);
            ring.setAway(false);
            nodes.forEach(node -> node.isPaused = false);
            gates().forEach(gate -> gate.isPaused = false);
            views().forEach(view -> view.setCutOff(false));
            waiting().forEach(Turns.Task::finish);
        }
    }

    @Override
    public final void close() throws IOException {
        for (Gate gate : gates()) {
            gate.close();
        }
        Turns.Task task = compaction;
        if (task != null) {
            task.kill();
        }
        for (N node : nodes) {
            node.crash();
        }
    }
}
