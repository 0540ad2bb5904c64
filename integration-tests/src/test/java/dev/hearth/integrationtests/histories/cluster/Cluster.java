// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.app.cluster.SteppedCluster;
import dev.hearth.compactor.SteppedCompactor;
import dev.hearth.config.TenantLimits;
import dev.hearth.distributor.SteppedDistributor;
import dev.hearth.ingester.SteppedIngester;
import dev.hearth.integrationtests.histories.SimulatedStore;
import dev.hearth.integrationtests.histories.SimulatedTime;
import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.log.PartitionLog;
import dev.hearth.model.TenantId;
import dev.hearth.querier.SteppedQuerier;
import dev.hearth.ring.LifecycleTimes;
import dev.hearth.ring.Member;
import dev.hearth.ring.Placer;
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

/// Everything that runs: ingesters, two distributors, two queriers and a compactor, over one store.
final class Cluster implements Node.Shared, AutoCloseable {

    /// How long one owner may take to append.
    private static final Duration APPEND_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration CLOCK_SLACK = dev.hearth.app.cluster.Cluster.CLOCK_SLACK;
    private static final int COUNT = 2;

    private final Turns turns = new Turns(true);
    final SimulatedTime time = new SimulatedTime();
    final SimulatedStore store;
    final Net net;
    final List<Node> nodes = new ArrayList<>();
    final List<Gate> distributors = new ArrayList<>();
    final List<Gate> queriers = new ArrayList<>();
    final SteppedCompactor compactor;
    Turns.@Nullable Task compaction;
    private final Trace trace = new Trace(time);
    private final SimulatedRing ring;
    private final RandomGenerator random;

    /// @param scratch folder for files that are being made
    Cluster(RandomGenerator random, Path scratch) throws IOException {
        this.random = random;
        store = new SimulatedStore(turns, time, random, random.nextInt(3) == 0);
        ring = new SimulatedRing(random, random.nextInt(3) == 0);
        net = new Net(this, random);
        compactor =
                new SteppedCompactor(
                        store,
                        Cluster::limits,
                        Map::of,
                        SteppedIngester.RETRY_WINDOW,
                        scratch,
                        time,
                        time::nanoTime,
                        random);
        for (int i = COUNT + random.nextInt(2); i > 0; i--) {
            add();
        }
        for (int i = 0; i < COUNT; i++) {
            distributors.add(gate("distributor" + i));
            queriers.add(gate("querier" + i));
        }
        for (int i = 0; i < COUNT; i++) {
            startDistributor(distributors.get(i));
            startQuerier(queriers.get(i));
        }
    }

    private static TenantLimits limits(TenantId tenant) {
        return TenantLimits.defaults();
    }

    private SkewedClock clock() {
        return new SkewedClock(time, skew());
    }

    /// Any two clocks differ by less than the slack.
    Duration skew() {
        return Duration.ofMillis(random.nextLong(CLOCK_SLACK.toMillis() - 1000));
    }

    /// One more ingester, which does not run yet.
    Node add() throws IOException {
        Node node = new Node("ingester" + nodes.size(), this, random, clock());
        nodes.add(node);
        return node;
    }

    private Gate gate(String id) {
        SkewedClock clock = clock();
        return new Gate(id, clock, ring.view(clock));
    }

    /// Ends a process and starts it again: it knows nothing.
    void restart(Gate gate) {
        gate.restart(ring);
        if (gate.distributor != null) {
            startDistributor(gate);
        } else {
            startQuerier(gate);
        }
    }

    /// Strikes an ingester off the ring wherever it is still seen: it left for good while somebody
    /// could not hear it.
    void forget(Node node) throws IOException {
        for (Gate gate : gates()) {
            gate.view.hear();
            Member seen = gate.view.known(RingName.INGESTERS).member(node.id);
            if (seen != null && seen.isPresent()) {
                ring(gate).forget(node.id);
            }
        }
    }

    private Ring ring(Gate gate) {
        return new Ring(
                RingName.INGESTERS,
                gate.view,
                LifecycleTimes.DEFAULTS.heartbeatTimeout(),
                gate.clock);
    }

    private void startDistributor(Gate gate) {
        Placer placer =
                Placer.throughOwners(ring(gate), SteppedIngester.RETRY_WINDOW.plus(CLOCK_SLACK));
        gate.distributor =
                new SteppedDistributor(
                        placer,
                        (address, append, timeout) -> net.append(gate.id, address, append, timeout),
                        APPEND_TIMEOUT,
                        time::nanoTime);
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
                                (address, partition) -> net.owner(gate, address, partition)),
                        SteppedCluster.segments(seen),
                        Cluster::limits,
                        SteppedCompactor.DELETION_DELAY,
                        gate.clock,
                        time::nanoTime);
    }

    Node node(String address) {
        return nodes.stream()
                .filter(node -> node.address().equals(address))
                .findFirst()
                .orElseThrow();
    }

    List<Gate> gates() {
        List<Gate> gates = new ArrayList<>(distributors);
        gates.addAll(queriers);
        return gates;
    }

    /// What was begun, is not done, and whose process is not paused.
    List<Turns.Task> waiting() {
        List<Turns.Task> waiting = new ArrayList<>();
        for (Node node : nodes) {
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
    List<SimulatedRing.View> views() {
        List<SimulatedRing.View> views = new ArrayList<>();
        for (Node node : nodes) {
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
    void pass(Duration span) {
        long left = span.toNanos();
        while (left > 0) {
            long step = Math.min(left, LifecycleTimes.DEFAULTS.heartbeatPeriod().toNanos() * 2);
            time.pass(Duration.ofNanos(step));
            left -= step;
            sinceBeat += step;
            sinceHeard += step;
            if (sinceBeat >= LifecycleTimes.DEFAULTS.heartbeatPeriod().toNanos()) {
                sinceBeat = 0;
                nodes.forEach(Node::beat);
            }
            if (sinceHeard >= Node.SPREAD.toNanos()) {
                sinceHeard = 0;
                views().forEach(SimulatedRing.View::hear);
            }
        }
    }

    private long sinceBeat;
    private long sinceHeard;

    @Override
    public void await(Duration span) throws IOException {
        long until = time.nanoTime() + span.toNanos();
        for (int i = 0; i < 3 && time.nanoTime() < until; i++) {
            turns.next("wait");
        }
        if (time.nanoTime() < until) {
            pass(Duration.ofNanos(until - time.nanoTime()));
        }
    }

    Trace trace() {
        return trace;
    }

    @Override
    public Turns turns() {
        return turns;
    }

    @Override
    public SimulatedRing ring() {
        return ring;
    }

    @Override
    public SteppedIngester ingester(PartitionLog log, SkewedClock clock) {
        return new SteppedIngester(log, store, Cluster::limits, clock);
    }

    @Override
    public void close() throws IOException {
        for (Gate gate : gates()) {
            gate.close();
        }
        Turns.Task task = compaction;
        if (task != null) {
            task.kill();
        }
        for (Node node : nodes) {
            node.crash();
        }
    }
}
