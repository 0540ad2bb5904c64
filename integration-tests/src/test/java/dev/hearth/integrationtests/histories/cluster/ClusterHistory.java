// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.model.TenantId;
import dev.hearth.ring.SimulatedRing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One random history of a cluster: a seed says everything that happens.
final class ClusterHistory implements AutoCloseable {

    private static final int MOST_NODES = 5;
    private static final int ATTEMPTS = 5;

    private final RandomGenerator random;
    private final Cluster all;
    private final Trace trace;
    private final Clients clients;
    private final Scenes scenes;

    /// @param scratch folder for files that are being made
    ClusterHistory(long seed, Path scratch) throws IOException {
        random = new SplittableRandom(seed);
        all = new Cluster(random, scratch);
        trace = all.trace();
        clients = new Clients(random, all.turns(), all.time, trace);
        scenes = new Scenes(this, all, clients, random);
    }

    /// What happened last, one thing a line.
    String story() {
        return trace.text();
    }

    /// A hash of all that happened.
    long hash() {
        return trace.hash();
    }

    /// Queries that were answered.
    int answers() {
        return clients.answers();
    }

    /// Queries that failed, as they may while something is away.
    int refusals() {
        return clients.refusals();
    }

    /// Lives it, from an empty store to a cluster in which nothing is wrong any more.
    void live(int steps) throws IOException {
        for (Node node : all.nodes) {
            node.start();
            finish(node.task);
        }
        for (int i = 0; i < steps; i++) {
            step();
        }
        settle();
    }

    private void step() throws IOException {
        switch (random.nextInt(61)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> clients.push(aDistributor());
            case 8, 9, 10 -> clients.pushAgain(this::aDistributor);
            case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22 -> clients.goOn(all.waiting());
            case 23, 24, 25, 26, 27 -> clients.ask(aQuerier(), clients.aTenant());
            case 28 -> crash(aNode());
            case 29, 30 -> startOne();
            case 31, 32 -> pause();
            case 33 -> aNode().stop(random.nextInt(4) > 0);
            case 34 -> retire();
            case 35 -> addNode();
            case 36, 37, 38 -> aNode().cut(random.nextBoolean());
            case 39, 40 -> compact(!all.store.isLagging() && random.nextInt(4) == 0);
            case 41, 42 -> turnLink();
            case 43, 44 -> turnRing();
            case 45, 46, 47 -> pass(Duration.ofMillis(random.nextInt(1200)));
            case 48, 49, 50 -> pass(Duration.ofMillis(random.nextInt(70_000)));
            case 51 -> pass(Duration.ofSeconds(60 + random.nextInt(700)));
            case 52, 53 -> hearOne();
            case 54 -> restartGate();
            case 55 -> setClock();
            case 56 -> {
                if (random.nextBoolean()) {
                    overlook();
                } else {
                    all.store.arrive();
                }
            }
            case 57 -> scenes.play();
            default -> {
                if (!all.net.arrive()) {
                    clients.goOn(all.waiting());
                }
            }
        }
    }

    private Node aNode() {
        return all.nodes.get(random.nextInt(all.nodes.size()));
    }

    Gate aDistributor() {
        return all.distributors.get(random.nextInt(all.distributors.size()));
    }

    private Gate aQuerier() {
        return all.queriers.get(random.nextInt(all.queriers.size()));
    }

    private static void finish(Turns.@Nullable Task task) {
        if (task != null) {
            task.finish();
        }
    }

    private void crash(Node node) throws IOException {
        if (node.isRunning()) {
            node.crash();
            trace.tell("crash of " + node.id);
        }
    }

    private void startOne() {
        List<Node> down =
                all.nodes.stream().filter(node -> !node.isRunning() && !node.isRetired()).toList();
        if (!down.isEmpty()) {
            Node node = down.get(random.nextInt(down.size()));
            node.start();
            trace.tell("start of " + node.id);
            clients.go(node.task, false);
        }
    }

    private void pause() {
        if (random.nextBoolean()) {
            Node node = aNode();
            node.isPaused = node.isRunning() && !node.isPaused;
            trace.tell("%s is paused: %s".formatted(node.id, node.isPaused));
        } else {
            List<Gate> gates = all.gates();
            Gate gate = gates.get(random.nextInt(gates.size()));
            gate.isPaused = !gate.isPaused;
            trace.tell("%s is paused: %s".formatted(gate.id, gate.isPaused));
        }
    }

    private void retire() {
        if (all.nodes.stream().filter(node -> !node.isRetired()).count() > 1) {
            Node node = aNode();
            if (node.isRunning() && !node.isPaused && node.isIdle()) {
                trace.tell("retirement of " + node.id);
                node.retire();
            }
        }
    }

    private void addNode() throws IOException {
        if (all.nodes.size() < MOST_NODES) {
            Node node = all.add();
            node.start();
            trace.tell("new " + node.id);
            clients.go(node.task, false);
        }
    }

    void compact(boolean isForced) {
        Turns.Task running = all.compaction;
        if (running == null || running.isDone()) {
            running =
                    all.turns()
                    .new Task(
                            "compaction",
                            () -> trace.tell("compaction: " + all.compactor.run(isForced)));
            all.compaction = running;
        }
        clients.go(running, false);
    }

    private void turnLink() {
        List<Gate> gates = all.gates();
        String gate = gates.get(random.nextInt(gates.size())).id;
        Node node = aNode();
        trace.tell("link of %s and %s turns".formatted(gate, node.id));
        all.net.turn(gate, node.id);
    }

    private void turnRing() {
        switch (random.nextInt(4)) {
            case 0 -> {
                trace.tell("ring is away");
                all.ring().setAway(true);
            }
            case 1 -> {
                // Not a querier's: who alone hears nothing of the ring, and can ask everybody all
                // the
                // same, does not know of those who have joined since.
                List<SimulatedRing.View> views = all.views();
                all.queriers.forEach(querier -> views.remove(querier.view));
                int which = random.nextInt(views.size());
                trace.tell("view %d is cut off".formatted(which));
                views.get(which).setCutOff(true);
            }
            default -> {
                trace.tell("ring is there for all");
                all.ring().setAway(false);
                all.views().forEach(view -> view.setCutOff(false));
            }
        }
    }

    /// One distributor does not hear that an ingester has come, for longer than homes count as
    /// changed of late, and pushes to the old one what another pushes to the new one.
    private void overlook() throws IOException {
        Gate deaf = aDistributor();
        trace.tell(deaf.id + " is cut off");
        deaf.view.setCutOff(true);
        addNode();
        pass(Duration.ofMinutes(13));
        for (int i = 0; i < 3; i++) {
            Push push = clients.next();
            all.distributors.forEach(gate -> {
                if (push.isRetryable || gate == deaf) {
                    clients.push(push, gate);
                }
            });
        }
    }

    private void hearOne() {
        List<SimulatedRing.View> views = all.views();
        views.get(random.nextInt(views.size())).hear();
    }

    private void restartGate() {
        List<Gate> gates = all.gates();
        Gate gate = gates.get(random.nextInt(gates.size()));
        trace.tell("restart of " + gate.id);
        all.restart(gate);
    }

    private void setClock() {
        if (random.nextBoolean()) {
            aNode().clock.set(all.skew());
        } else {
            List<Gate> gates = all.gates();
            gates.get(random.nextInt(gates.size())).clock.set(all.skew());
        }
    }

    void pass(Duration span) {
        trace.tell("%s pass".formatted(span));
        all.pass(span);
        clients.giveUp();
    }

    /// Nothing fails any more: everything has to come right by itself.
    private void settle() throws IOException {
        trace.tell("all is well from now on");
        all.net.setCalm();
        all.store.setCalm(true);
        all.store.setLagging(false);
        all.ring().setCalm(true);
        all.ring().setAway(false);
        all.nodes.forEach(node -> node.isPaused = false);
        all.gates().forEach(gate -> gate.isPaused = false);
        all.views().forEach(view -> view.setCutOff(false));
        all.waiting().forEach(Turns.Task::finish);
        while (all.net.arrive()) {
            trace.tell("late");
        }
        startAll();
        pass(Duration.ofMinutes(3));
        askAll();
        pushAll();
        askAll();
        for (Node node : all.nodes) {
            if (node.isRunning() && !node.isRetired()) {
                node.cut(true);
                finish(node.task);
            }
        }
        for (int i = 0; i < 3; i++) {
            compact(true);
            finish(all.compaction);
            pass(Duration.ofMinutes(20));
        }
        askAll();
    }

    private void startAll() throws IOException {
        for (Node node : all.nodes) {
            boolean isLeft = node.ingester() != null && !node.ingester().isOpen();
            if (isLeft && !node.isRetired()) {
                node.stop(true); // an operator starts it again, who sees that it could not leave
                finish(node.task);
            }
            if (!node.isRunning() && !node.isRetired()) {
                node.start();
                finish(node.task);
            }
            if (node.isRetired() && !node.isRunning()) {
                all.forget(node); // an operator, who sees that it is gone though the ring has it
            }
        }
        if (all.nodes.stream().allMatch(Node::isRetired)) {
            Node node = all.add();
            node.start();
            finish(node.task);
        }
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

    private void askAll() {
        for (Gate gate : all.queriers) {
            for (TenantId tenant : Push.TENANTS) {
                int before = clients.answers();
                for (int i = 0; i < ATTEMPTS && clients.answers() == before; i++) {
                    gate.tasks.forEach(Turns.Task::finish);
                    clients.ask(gate, tenant);
                    gate.tasks.forEach(Turns.Task::finish);
                    if (clients.answers() == before) {
                        all.nodes.forEach(node -> {
                            node.cut(false);
                            finish(node.task);
                        });
                        pass(Duration.ofMinutes(1));
                    }
                }
                if (clients.answers() == before) {
                    throw new AssertionError("a query fails though nothing is wrong");
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        all.close();
    }
}
