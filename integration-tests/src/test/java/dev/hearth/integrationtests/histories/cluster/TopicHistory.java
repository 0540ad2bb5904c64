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

/// One random history of a cluster over a topic: a seed says everything that happens.
final class TopicHistory implements AutoCloseable {

    private static final int MOST_NODES = 6;
    private static final int MOST_PARTITIONS = 6;
    private static final int ATTEMPTS = 5;
    private static final Duration STEP = Duration.ofMillis(500);
    private static final Duration LONG_STEP = Duration.ofSeconds(10);
    private static final Duration LONGEST_STEP = Duration.ofSeconds(40);

    private final RandomGenerator random;
    private final TopicCluster all;
    private final Trace trace;
    private final Clients clients;

    /// @param scratch folder for files that are being made
    TopicHistory(long seed, Path scratch) {
        random = new SplittableRandom(seed);
        all = new TopicCluster(random, scratch);
        trace = all.trace();
        clients = new Clients(random, all.turns(), all.time, trace);
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
        all.nodes.forEach(TopicNode::start);
        pass(Duration.ofSeconds(3));
        for (int i = 0; i < steps; i++) {
            step();
        }
        settle();
    }

    private void step() throws IOException {
        switch (random.nextInt(66)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> clients.push(aDistributor());
            case 9, 10, 11 -> clients.pushAgain(this::aDistributor);
            case 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 -> clients.goOn(all.waiting());
            case 22, 23, 24, 25, 26, 27 -> clients.ask(aQuerier(), clients.aTenant());
            case 28, 29 -> crash(aNode());
            case 30, 31, 32 -> startOne();
            case 33, 34 -> pause();
            case 35 -> stop(aNode());
            case 36 -> retire();
            case 37 -> addNode();
            case 38, 39 -> {
                aNode().flush();
                clients.goOn(all.waiting());
            }
            case 40, 41 -> compact(!all.store.isLagging() && random.nextInt(4) == 0);
            case 42, 43 -> turnLink();
            case 44, 45 -> turnRing();
            case 46, 47 -> turnBroker();
            case 48, 49, 50 -> pass(Duration.ofMillis(random.nextInt(1200)));
            case 51, 52, 53 -> pass(Duration.ofMillis(random.nextInt(70_000)));
            case 54 -> pass(Duration.ofSeconds(60 + random.nextInt(700)));
            case 55, 56 -> hearOne();
            case 57 -> restartGate();
            case 58 -> setClock();
            case 59 -> all.store.arrive();
            case 60, 61 -> {
                if (!all.broker.arrive()) {
                    clients.goOn(all.waiting());
                }
            }
            case 62 -> addPartition();
            case 63 -> tryAgainLater();
            case 64 -> {
                switch (random.nextInt(4)) {
                    case 0 -> overlook();
                    case 1 -> loseOne();
                    case 2 -> growUnheard();
                    default -> {}
                }
            }
            default -> work(aNode());
        }
    }

    private TopicNode aNode() {
        return all.nodes.get(random.nextInt(all.nodes.size()));
    }

    private Gate aGate() {
        List<Gate> gates = all.gates();
        return gates.get(random.nextInt(gates.size()));
    }

    private Gate aDistributor() {
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

    private void crash(TopicNode node) throws IOException {
        if (node.isRunning()) {
            node.crash();
            trace.tell("crash of " + node.id);
        }
    }

    private void stop(TopicNode node) throws IOException {
        if (node.isRunning() && !node.isPaused) {
            node.stop();
            trace.tell("stop of " + node.id);
        }
    }

    private void startOne() {
        List<TopicNode> down =
                all.nodes.stream().filter(node -> !node.isRunning() && !node.isRetired()).toList();
        if (!down.isEmpty()) {
            TopicNode node = down.get(random.nextInt(down.size()));
            node.start();
            trace.tell("start of " + node.id);
        }
    }

    private void pause() {
        if (random.nextBoolean()) {
            TopicNode node = aNode();
            node.isPaused = node.isRunning() && !node.isPaused;
            trace.tell("%s is paused: %s".formatted(node.id, node.isPaused));
        } else {
            Gate gate = aGate();
            gate.isPaused = !gate.isPaused;
            trace.tell("%s is paused: %s".formatted(gate.id, gate.isPaused));
        }
    }

    private void retire() {
        TopicNode node = aNode();
        long staying = all.nodes.stream().filter(one -> !one.isRetired()).count();
        if (staying > 2 && node.isRunning() && !node.isPaused) {
            trace.tell("retirement of " + node.id);
            node.retire();
        }
    }

    private void addNode() {
        if (all.nodes.size() < MOST_NODES) {
            TopicNode node = all.add();
            node.start();
            trace.tell("new " + node.id);
        }
    }

    private void addPartition() {
        if (all.broker.size() < MOST_PARTITIONS && random.nextInt(3) == 0) {
            all.broker.addPartition();
            trace.tell("new partition");
        }
    }

    /// A client tries again what is in storage already, when all who read it know it from there.
    private void tryAgainLater() throws IOException {
        Push push = clients.next();
        Gate gate = aDistributor();
        clients.push(push, gate);
        flushAll();
        for (TopicNode node : all.nodes) {
            if (node.isRunning() && random.nextInt(3) > 0) {
                crash(node);
                node.start();
            }
        }
        pass(Duration.ofSeconds(3));
        if (push.isRetryable) {
            clients.push(push, random.nextBoolean() ? gate : aDistributor());
        }
    }

    private void flushAll() {
        for (TopicNode node : all.nodes) {
            if (!node.isPaused) {
                finish(node.task);
                node.flush();
                finish(node.task);
            }
        }
    }

    /// There are more partitions, and one distributor does not know of them, nor perhaps hears of
    /// the ring, for longer than sizes count as changed of late: it pushes to one partition what
    /// another pushes to another.
    private void overlook() {
        if (all.broker.size() == MOST_PARTITIONS) {
            return;
        }
        Gate deaf = aDistributor();
        boolean isCutOff = random.nextBoolean();
        trace.tell("%s overlooks partitions, is cut off: %s".formatted(deaf.id, isCutOff));
        deaf.view.setCutOff(isCutOff);
        int more = 1 + random.nextInt(MOST_PARTITIONS - all.broker.size());
        for (int i = 0; i < more; i++) {
            all.broker.addPartition();
        }
        all.distributors.stream().filter(gate -> gate != deaf).forEach(all::restart);
        clients.push(all.distributors.getFirst());
        clients.push(all.distributors.getLast());
        pass(Duration.ofMinutes(random.nextInt(4) == 0 ? 1 : 13));
        for (int i = 0; i < 4; i++) {
            Push push = clients.next();
            for (Gate gate : all.distributors) {
                if (push.isRetryable || gate.equals(deaf)) {
                    clients.push(push, gate);
                }
            }
        }
    }

    /// Something is pushed to new partitions when nobody can have heard of them yet, and asked for.
    private void growUnheard() {
        if (all.broker.size() == MOST_PARTITIONS) {
            return;
        }
        trace.tell("partitions are new to all");
        while (all.broker.size() < MOST_PARTITIONS) {
            all.broker.addPartition();
        }
        Gate gate = aDistributor();
        all.restart(gate);
        for (int i = 0; i < 4; i++) {
            clients.push(gate);
        }
        gate.tasks.forEach(Turns.Task::finish);
        Push.TENANTS.forEach(tenant -> clients.ask(aQuerier(), tenant));
    }

    /// Of two owners of each partition one goes, however it likes: all is answered all the same.
    private void loseOne() throws IOException {
        calm(true);
        List<TopicNode> staying = all.nodes.stream().filter(node -> !node.isRetired()).toList();
        long zones = staying.stream().map(node -> node.zone).distinct().count();
        if (staying.size() < 2 || (zones < 2 && all.hasZones())) {
            calm(false);
            return;
        }
        restartAll();
        passUntilServed();
        TopicNode lost = aNode();
        int how = random.nextInt(4);
        trace.tell("%s is lost: %d".formatted(lost.id, how));
        switch (how) {
            case 0 -> crash(lost);
            case 1 -> lost.isPaused = lost.isRunning();
            case 2 -> all.queriers.forEach(querier -> all.net.turn(querier.id, lost.id));
            default -> all.broker.turn(lost.id);
        }
        for (int i = 0; i < 5; i++) {
            askAll(1);
            pass(Duration.ofMillis(random.nextInt(i < 3 ? 2000 : 90_000)));
        }
        calm(false);
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
        clients.go(running, false);
    }

    private void turnLink() {
        String gate = aQuerier().id;
        TopicNode node = aNode();
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
                // Not a querier's: who alone hears nothing of the ring does not know of partitions
                // that there are since.
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

    private void turnBroker() {
        switch (random.nextInt(6)) {
            case 0 -> {
                trace.tell("broker is away");
                all.broker.setAway(true);
            }
            case 1 -> trace.tell("partition %d turns".formatted(all.broker.turnPartition()));
            case 2 -> {
                String process = random.nextBoolean() ? aNode().id : aDistributor().id;
                trace.tell("broker and %s turn".formatted(process));
                all.broker.turn(process);
            }
            default -> {
                trace.tell("broker is there");
                all.broker.setAway(false);
            }
        }
    }

    private void hearOne() {
        List<SimulatedRing.View> views = all.views();
        views.get(random.nextInt(views.size())).hear();
    }

    private void restartGate() {
        Gate gate = aGate();
        trace.tell("restart of " + gate.id);
        all.restart(gate);
    }

    private void setClock() {
        SkewedClock clock = random.nextBoolean() ? aNode().clock : aGate().clock;
        clock.set(all.skew());
    }

    /// An ingester does what is due, as far as it comes.
    private void work(TopicNode node) {
        node.step();
        node.work();
        if (!node.isPaused) {
            clients.go(node.task, false);
        }
    }

    /// Lets time pass, in which ingesters work.
    private void pass(Duration span) {
        trace.tell("%s pass".formatted(span));
        Duration step = span.compareTo(Duration.ofSeconds(5)) < 0 ? STEP : longStep(span);
        long until = all.time.nanoTime() + span.toNanos();
        while (all.time.nanoTime() < until) {
            all.pass(Duration.ofNanos(Math.min(step.toNanos(), until - all.time.nanoTime())));
            for (TopicNode node : all.nodes) {
                if (random.nextInt(4) > 0) {
                    work(node);
                }
            }
        }
        clients.giveUp();
    }

    /// Until everybody reads what he is to read.
    private void passUntilServed() {
        pass(Duration.ofMinutes(3)); // until who is gone is not counted upon any more
        for (int i = 0; i < 20 && !isServed(); i++) {
            pass(Duration.ofSeconds(4));
        }
        if (!isServed()) {
            throw new AssertionError("not all is served though nothing is wrong");
        }
        pass(Duration.ofSeconds(4)); // until all have heard of it
    }

    private boolean isServed() {
        return all.nodes.stream().allMatch(node -> !node.isRunning() || node.isServing());
    }

    private static Duration longStep(Duration span) {
        return span.compareTo(Duration.ofMinutes(2)) < 0 ? LONG_STEP : LONGEST_STEP;
    }

    /// Nothing fails any more: everything has to come right by itself.
    private void settle() throws IOException {
        trace.tell("all is well from now on");
        calm(true);
        while (all.broker.arrive()) {
            trace.tell("late");
        }
        restartAll();
        passUntilServed();
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

    /// Whether nothing fails from now on.
    private void calm(boolean now) {
        all.net.setCalm(now);
        all.store.setCalm(now);
        all.broker.setCalm(now);
        all.ring().setCalm(now);
        if (now) {
            all.store.setLagging(false);
            all.ring().setAway(false);
            all.nodes.forEach(node -> node.isPaused = false);
            all.gates().forEach(gate -> gate.isPaused = false);
            all.views().forEach(view -> view.setCutOff(false));
            all.waiting().forEach(Turns.Task::finish);
        }
    }

    private void restartAll() throws IOException {
        for (TopicNode node : all.nodes) {
            finish(node.task);
            if (node.isRunning()) {
                node.crash(); // so that it knows all partitions
            }
            if (!node.isRetired()) {
                node.start();
            } else {
                all.forget(node);
            }
        }
        if (all.nodes.stream().allMatch(TopicNode::isRetired)) {
            all.add().start();
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

    private void askAll(int attempts) {
        for (Gate gate : all.queriers) {
            for (TenantId tenant : Push.TENANTS) {
                int before = clients.answers();
                for (int i = 0; i < attempts && clients.answers() == before; i++) {
                    gate.tasks.forEach(Turns.Task::finish);
                    clients.ask(gate, tenant);
                    gate.tasks.forEach(Turns.Task::finish);
                    if (clients.answers() == before) {
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
