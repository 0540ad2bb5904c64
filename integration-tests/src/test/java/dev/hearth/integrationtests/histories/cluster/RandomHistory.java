// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.model.TenantId;
import dev.hearth.ring.SimulatedRing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One random history of a cluster: a seed says everything that happens.
///
/// @param <N> what an ingester is
/// @param <W> everything that runs
abstract class RandomHistory<N extends IngesterProcess, W extends World<N>>
        implements AutoCloseable {

    /// How often something is tried that has to succeed in the end.
    static final int ATTEMPTS = 5;

    final RandomGenerator random;
    final W all;
    final Trace trace;
    final Clients clients;

    RandomHistory(RandomGenerator random, W all) {
        this.random = random;
        this.all = all;
        trace = all.trace;
        clients = new Clients(random, all.turns, all.time, trace);
    }

    /// What happened last, one thing a line.
    final String story() {
        return trace.text();
    }

    /// A hash of all that happened.
    final long hash() {
        return trace.hash();
    }

    /// Queries that were answered.
    final int answers() {
        return clients.answers();
    }

    /// Queries that failed, as they may while something is away.
    final int refusals() {
        return clients.refusals();
    }

    /// Lives it, from an empty store to a cluster in which nothing is wrong any more.
    abstract void live(int steps) throws IOException;

    /// Lets something happen.
    abstract void step() throws IOException;

    /// Lets an ingester start, as far as it comes.
    abstract void start(N node);

    /// Lets time pass.
    abstract void elapse(Duration span);

    /// Lets something arrive that nobody waits for any more.
    ///
    /// @return whether there was anything
    abstract boolean arrive() throws IOException;

    /// Starts all that are to be there, and waits until they work.
    abstract void startAll() throws IOException;

    /// Brings all that is pushed into segments.
    abstract void flushAll();

    /// Gives ingesters the time after which a query that failed may be answered.
    abstract void recover();

    final void goThrough(int steps) throws IOException {
        for (int i = 0; i < steps; i++) {
            step();
        }
        settle();
    }

    /// Nothing fails any more: everything has to come right by itself.
    private void settle() throws IOException {
        trace.tell("all is well from now on");
        all.calm(true);
        while (arrive()) {
            trace.tell("late");
        }
        startAll();
        askAll(ATTEMPTS);
        pushAll();
        askAll(ATTEMPTS);
        flushAll();
        for (int i = 0; i < 3; i++) {
            compact(true);
            finish(all.compaction);
            pass(Duration.ofMinutes(20));
        }
        askAll(ATTEMPTS);
    }

    final <T> T oneOf(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    final N aNode() {
        return oneOf(all.nodes);
    }

    final Gate aGate() {
        return oneOf(all.gates());
    }

    final Gate aDistributor() {
        return oneOf(all.distributors);
    }

    final Gate aQuerier() {
        return oneOf(all.queriers);
    }

    static void finish(Turns.@Nullable Task task) {
        if (task != null) {
            task.finish();
        }
    }

    final void crash(N node) throws IOException {
        if (node.isRunning()) {
            node.crash();
            trace.tell("crash of " + node.id);
        }
    }

    final void startOne() {
        List<N> down =
                all.nodes.stream().filter(node -> !node.isRunning() && !node.isRetired).toList();
        if (!down.isEmpty()) {
            N node = oneOf(down);
            trace.tell("start of " + node.id);
            start(node);
        }
    }

    /// @param most ingesters that there may be with it
    final void addNode(int most) throws IOException {
        if (all.nodes.size() < most) {
            N node = all.add();
            trace.tell("new " + node.id);
            start(node);
        }
    }

    final void pause() {
        if (random.nextBoolean()) {
            N node = aNode();
            node.isPaused = node.isRunning() && !node.isPaused;
            trace.tell("%s is paused: %s".formatted(node.id, node.isPaused));
        } else {
            Gate gate = aGate();
            gate.isPaused = !gate.isPaused;
            trace.tell("%s is paused: %s".formatted(gate.id, gate.isPaused));
        }
    }

    final void compact(boolean isForced) {
        Turns.Task running = all.compaction;
        if (running == null || running.isDone()) {
            running =
                    all.turns
                    .new Task(
                            "compaction",
                            () -> trace.tell("compaction: " + all.compactor.run(isForced)));
            all.compaction = running;
        }
        clients.go(running, false);
    }

    /// Compacts what is due, or everything where listings show it.
    final void compact() {
        compact(!all.store.isLagging() && random.nextInt(4) == 0);
    }

    final void turnLink(Gate gate) {
        N node = aNode();
        trace.tell("link of %s and %s turns".formatted(gate.id, node.id));
        all.links.turn(gate.id, node.id);
    }

    final void turnRing() {
        switch (random.nextInt(4)) {
            case 0 -> {
                trace.tell("ring is away");
                all.ring.setAway(true);
            }
            case 1 -> {
                // Not a querier's: who alone hears nothing of the ring, and can ask everybody all
                // the same, does not know of ingesters and partitions that there are since.
                List<SimulatedRing.View> views = all.views();
                all.queriers.forEach(querier -> views.remove(querier.view));
                int which = random.nextInt(views.size());
                trace.tell("view %d is cut off".formatted(which));
                views.get(which).setCutOff(true);
            }
            default -> {
                trace.tell("ring is there for all");
                all.ring.setAway(false);
                all.views().forEach(view -> view.setCutOff(false));
            }
        }
    }

    final void hearOne() {
        oneOf(all.views()).hear();
    }

    final void restartGate() {
        Gate gate = aGate();
        trace.tell("restart of " + gate.id);
        all.restart(gate);
    }

    final void setClock() {
        SkewedClock clock = random.nextBoolean() ? aNode().clock : aGate().clock;
        clock.set(all.skew());
    }

    final void pass(Duration span) {
        trace.tell("%s pass".formatted(span));
        elapse(span);
        clients.giveUp();
    }

    private void pushAll() {
        for (Gate gate : all.distributors) {
            Push push = clients.next();
            for (int i = 0; i < ATTEMPTS && push.certain == Push.NEVER; i++) {
                clients.push(push, gate);
                gate.tasks.forEach(Turns.Task::finish);
                pass(Duration.ofSeconds(10));
            }
            if (push.certain == Push.NEVER) {
                throw new AssertionError("a push fails though nothing is wrong");
            }
        }
    }

    /// Asks somebody, who may tell what he can find.
    final void ask() {
        clients.ask(aQuerier(), clients.aTenant(), random.nextInt(4) == 0);
    }

    /// Asks every querier for everything, which has to succeed.
    ///
    /// @param attempts the last of how many, at most
    final void askAll(int attempts) {
        for (Gate gate : all.queriers) {
            for (TenantId tenant : Push.TENANTS) {
                int before = clients.answers();
                for (int i = 0; i < attempts && clients.answers() == before; i++) {
                    gate.tasks.forEach(Turns.Task::finish);
                    clients.ask(gate, tenant);
                    gate.tasks.forEach(Turns.Task::finish);
                    if (clients.answers() == before) {
                        recover();
                    }
                }
                if (clients.answers() == before) {
                    throw new AssertionError("a query fails though nothing is wrong");
                }
            }
        }
    }

    @Override
    public final void close() throws IOException {
        all.close();
    }
}
