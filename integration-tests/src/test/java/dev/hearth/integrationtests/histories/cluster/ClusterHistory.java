// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.distributor.SteppedDistributor;
import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.model.CallTreeBuilder;
import dev.hearth.model.Selector;
import dev.hearth.model.TenantId;
import dev.hearth.querier.SteppedQuerier;
import dev.hearth.query.Selection;
import dev.hearth.query.SeriesMatcher;
import dev.hearth.ring.SimulatedRing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One random history of a cluster: a seed says everything that happens.
final class ClusterHistory implements AutoCloseable {

    /// How long after the first try a client may try again.
    private static final Duration RETRIES = Duration.ofMinutes(5);

    /// How long anything may be on its way. Both together are less than the time for which retries
    /// are recognised: nothing promises that what arrives later counts once.
    static final Duration DELAYS = RETRIES.dividedBy(2);

    private static final int MOST_NODES = 5;
    private static final int ATTEMPTS = 5;

    private final RandomGenerator random;
    private final Cluster all;
    private final Ledger ledger = new Ledger();
    private final Trace trace;

    /// When the pushes that are on their way were sent.
    private final Map<Turns.Task, Long> begun = new LinkedHashMap<>();

    private int answers;
    private int refusals;

    /// @param scratch folder for files that are being made
    ClusterHistory(long seed, Path scratch) throws IOException {
        random = new SplittableRandom(seed);
        all = new Cluster(random, scratch);
        trace = all.trace();
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
        return answers;
    }

    /// Queries that failed, as they may while something is away.
    int refusals() {
        return refusals;
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
        switch (random.nextInt(60)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> push();
            case 8, 9, 10 -> pushAgain();
            case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22 -> goOn();
            case 23, 24, 25, 26, 27 -> ask(aQuerier(), aTenant());
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
            default -> {
                if (!all.net.arrive()) {
                    goOn();
                }
            }
        }
    }

    private Node aNode() {
        return all.nodes.get(random.nextInt(all.nodes.size()));
    }

    private Cluster.Gate aDistributor() {
        return all.distributors.get(random.nextInt(all.distributors.size()));
    }

    private Cluster.Gate aQuerier() {
        return all.queriers.get(random.nextInt(all.queriers.size()));
    }

    private TenantId aTenant() {
        return Push.TENANTS.get(random.nextInt(Push.TENANTS.size()));
    }

    private void push() {
        Push push =
                Push.random(
                        ledger.pushes().size(), random, all.time.instant(), all.time.nanoTime());
        ledger.add(push);
        push(push, aDistributor());
    }

    /// A client tries again, or a message of his is doubled on its way.
    private void pushAgain() {
        List<Push> may =
                ledger.pushes().stream()
                        .filter(push ->
                                push.isRetryable
                                        && all.time.nanoTime() - push.begunNanos
                                                < RETRIES.toNanos())
                        .toList();
        if (!may.isEmpty()) {
            push(may.get(random.nextInt(may.size())), aDistributor());
        }
    }

    private void push(Push push, Cluster.Gate gate) {
        SteppedDistributor distributor = gate.distributor;
        if (distributor == null) {
            return;
        }
        String name = "push p%d of %s by %s".formatted(push.number, push.tenant, gate.id);
        Turns.Task task =
                all.turns()
                .new Task(
                        name,
                        () -> {
                            try {
                                distributor.push(push.tenant, push.batch);
                                all.turns().next("ack");
                                ledger.acked(push);
                                trace.tell(name + " is acknowledged");
                            } catch (IOException e) {
                                trace.tell("%s fails: %s".formatted(name, e.getMessage()));
                            }
                        });
        gate.tasks.add(task);
        begun.put(task, all.time.nanoTime());
        trace.tell(name);
        go(task, gate.isPaused);
    }

    private void go(Turns.@Nullable Task task, boolean isPaused) {
        if (task != null && !isPaused) {
            task.go(random.nextInt(3) == 0 ? random.nextInt(8) : Integer.MAX_VALUE);
        }
    }

    private static void finish(Turns.@Nullable Task task) {
        if (task != null) {
            task.finish();
        }
    }

    private void goOn() {
        List<Turns.Task> waiting = all.waiting();
        if (!waiting.isEmpty()) {
            Turns.Task task = waiting.get(random.nextInt(waiting.size()));
            trace.tell("on with " + task);
            go(task, false);
        }
    }

    private void ask(Cluster.Gate gate, TenantId tenant) {
        SteppedQuerier querier = gate.querier;
        if (querier == null || !gate.tasks.stream().allMatch(Turns.Task::isDone)) {
            return;
        }
        long begun = ledger.next();
        String name = "query %d of %s by %s".formatted(begun, tenant, gate.id);
        Turns.Task task = all.turns().new Task(name, () -> answer(querier, tenant, begun, name));
        gate.tasks.add(task);
        trace.tell(name);
        go(task, gate.isPaused);
    }

    private void answer(SteppedQuerier querier, TenantId tenant, long begun, String name) {
        Selection everything =
                Selection.of(
                        new SeriesMatcher(Selector.parse("{}")), Long.MIN_VALUE, Long.MAX_VALUE);
        CallTreeBuilder tree;
        try {
            tree = querier.tree(tenant, everything);
        } catch (IOException e) {
            refusals++;
            trace.tell("%s fails: %s".formatted(name, e));
            return;
        }
        answers++;
        trace.tell("%s has %d profiles".formatted(name, ledger.check(tenant, begun, tree)));
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
            go(node.task, false);
        }
    }

    private void pause() {
        if (random.nextBoolean()) {
            Node node = aNode();
            node.isPaused = node.isRunning() && !node.isPaused;
            trace.tell("%s is paused: %s".formatted(node.id, node.isPaused));
        } else {
            List<Cluster.Gate> gates = all.gates();
            Cluster.Gate gate = gates.get(random.nextInt(gates.size()));
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
            go(node.task, false);
        }
    }

    private void compact(boolean isForced) {
        Turns.Task running = all.compaction;
        if (running == null || running.isDone()) {
            running =
                    all.turns()
                    .new Task(
                            "compaction",
                            () -> trace.tell("compaction: " + all.compactor.run(isForced)));
            all.compaction = running;
        }
        go(running, false);
    }

    private void turnLink() {
        List<Cluster.Gate> gates = all.gates();
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
        Cluster.Gate deaf = aDistributor();
        trace.tell(deaf.id + " is cut off");
        deaf.view.setCutOff(true);
        addNode();
        pass(Duration.ofMinutes(13));
        for (int i = 0; i < 3; i++) {
            Push push =
                    Push.random(
                            ledger.pushes().size(),
                            random,
                            all.time.instant(),
                            all.time.nanoTime());
            ledger.add(push);
            all.distributors.forEach(gate -> {
                if (push.isRetryable || gate == deaf) {
                    push(push, gate);
                }
            });
        }
    }

    private void hearOne() {
        List<SimulatedRing.View> views = all.views();
        views.get(random.nextInt(views.size())).hear();
    }

    private void restartGate() {
        List<Cluster.Gate> gates = all.gates();
        Cluster.Gate gate = gates.get(random.nextInt(gates.size()));
        trace.tell("restart of " + gate.id);
        all.restart(gate);
    }

    private void setClock() {
        if (random.nextBoolean()) {
            aNode().clock.set(all.skew());
        } else {
            List<Cluster.Gate> gates = all.gates();
            gates.get(random.nextInt(gates.size())).clock.set(all.skew());
        }
    }

    private void pass(Duration span) {
        trace.tell("%s pass".formatted(span));
        all.pass(span);
        begun.entrySet()
                .removeIf(push -> {
                    boolean isLate = all.time.nanoTime() - push.getValue() > DELAYS.toNanos();
                    if (isLate && !push.getKey().isDone()) {
                        trace.tell("%s is given up".formatted(push.getKey()));
                        push.getKey().kill();
                    }
                    return isLate;
                });
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
        for (Cluster.Gate gate : all.distributors) {
            Push push =
                    Push.random(
                            ledger.pushes().size(),
                            random,
                            all.time.instant(),
                            all.time.nanoTime());
            ledger.add(push);
            for (int i = 0; i < ATTEMPTS && push.certain == Push.NEVER; i++) {
                push(push, gate);
                gate.tasks.forEach(Turns.Task::finish);
                pass(Duration.ofSeconds(10));
            }
            if (push.certain == Push.NEVER) {
                throw new AssertionError("a push fails though nothing is wrong");
            }
        }
    }

    private void askAll() {
        for (Cluster.Gate gate : all.queriers) {
            for (TenantId tenant : Push.TENANTS) {
                int before = answers;
                for (int i = 0; i < ATTEMPTS && answers == before; i++) {
                    gate.tasks.forEach(Turns.Task::finish);
                    ask(gate, tenant);
                    gate.tasks.forEach(Turns.Task::finish);
                    if (answers == before) {
                        all.nodes.forEach(node -> {
                            node.cut(false);
                            finish(node.task);
                        });
                        pass(Duration.ofMinutes(1));
                    }
                }
                if (answers == before) {
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
