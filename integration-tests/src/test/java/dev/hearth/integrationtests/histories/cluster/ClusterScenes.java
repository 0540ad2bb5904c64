// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.integrationtests.histories.Turns;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What would seldom happen by itself: a few steps of a [ClusterHistory] that meet just where it
/// matters.
final class ClusterScenes {

    /// Until homes that have changed do not count as changed of late.
    private static final Duration SETTLED = Duration.ofMinutes(13);

    private static final int PUSHES = 6;
    private static final int MOST_NODES = 7;

    private final ClusterHistory history;
    private final Cluster all;
    private final Clients clients;
    private final RandomGenerator random;

    ClusterScenes(ClusterHistory history) {
        this.history = history;
        all = history.all;
        clients = history.clients;
        random = history.random;
    }

    /// Plays one of them.
    void play() throws IOException {
        switch (random.nextInt(6)) {
            case 0 -> retireHome();
            case 1 -> tryAgainLater();
            case 2 -> comeUnheard();
            case 3 -> leaveUnderAppends();
            case 4 -> leaveUnheard();
            default -> tryAgainElsewhere();
        }
    }

    private List<Node> working() {
        return all.nodes.stream()
                .filter(node ->
                        node.ingester() != null
                                && !node.isRetired
                                && !node.isPaused
                                && node.isIdle())
                .toList();
    }

    private List<Push> pushSome(Gate gate) {
        List<Push> pushed = new ArrayList<>();
        for (int i = 0; i < PUSHES; i++) {
            Push push = clients.next();
            clients.push(push, gate);
            pushed.add(push);
        }
        return pushed;
    }

    private void pushAgain(List<Push> pushed, Gate gate) {
        for (Push push : pushed) {
            if (push.isRetryable) {
                clients.push(push, gate);
            }
        }
    }

    private void ask() {
        Gate gate = history.aQuerier();
        Push.TENANTS.forEach(tenant -> {
            gate.tasks.forEach(Turns.Task::finish);
            clients.ask(gate, tenant);
            gate.tasks.forEach(Turns.Task::finish);
        });
    }

    /// What was pushed to an ingester that has left for good since is tried again.
    private void retireHome() {
        history.pass(SETTLED);
        List<Node> working = working();
        if (working.size() < 2) {
            return;
        }
        List<Push> pushed = pushSome(history.aDistributor());
        Node node = history.oneOf(working);
        history.trace.tell("retirement of " + node.id);
        node.retire();
        RandomHistory.finish(node.task);
        history.pass(Duration.ofSeconds(2));
        pushAgain(pushed, history.aDistributor());
        ask();
    }

    /// What is stored is tried again when those who have it have started anew.
    private void tryAgainLater() throws IOException {
        Gate gate = history.aDistributor();
        List<Push> pushed = pushSome(gate);
        for (Node node : working()) {
            node.cut(true);
            RandomHistory.finish(node.task);
            history.trace.tell("crash of " + node.id);
            node.crash();
            node.start();
            RandomHistory.finish(node.task);
        }
        pushAgain(pushed, gate);
        ask();
    }

    /// A new ingester takes something before others than the distributor have heard of it.
    private void comeUnheard() throws IOException {
        if (all.nodes.size() == MOST_NODES) {
            return;
        }
        Node node = all.add();
        history.trace.tell("new " + node.id);
        node.start();
        RandomHistory.finish(node.task);
        Gate gate = history.aDistributor();
        gate.view.hear();
        pushSome(gate);
        gate.tasks.forEach(Turns.Task::finish);
        ask();
    }

    /// An ingester leaves for good while it appends.
    private void leaveUnderAppends() {
        List<Node> working = working();
        if (working.size() < 2) {
            return;
        }
        Node node = history.oneOf(working);
        Gate gate = history.aDistributor();
        for (int i = 0; i < PUSHES; i++) {
            clients.pushUpTo(clients.next(), gate, "append to the log of " + node.partition);
        }
        history.trace.tell("retirement of " + node.id);
        node.retire();
        clients.go(node.task, false);
        if (random.nextBoolean()) {
            RandomHistory.finish(node.task);
        }
        gate.tasks.forEach(Turns.Task::finish);
        RandomHistory.finish(node.task);
        history.pass(Duration.ofSeconds(2));
        ask();
    }

    /// An ingester leaves for good, and somebody who has not heard of it pushes to it.
    private void leaveUnheard() {
        List<Node> working = working();
        if (working.size() < 2) {
            return;
        }
        Node node = history.oneOf(working);
        history.trace.tell("retirement of " + node.id);
        node.retire();
        Turns.Task task = node.task;
        if (task != null) {
            task.goTo("put segments/", 0);
        }
        Gate gate = history.aDistributor();
        pushSome(gate);
        gate.tasks.forEach(Turns.Task::finish);
        RandomHistory.finish(task);
        history.pass(Duration.ofSeconds(2));
        ask();
    }

    /// What is in blocks is tried again where it has another home.
    private void tryAgainElsewhere() throws IOException {
        if (all.nodes.size() == MOST_NODES) {
            return;
        }
        Gate gate = history.aDistributor();
        List<Push> pushed = pushSome(gate);
        gate.tasks.forEach(Turns.Task::finish);
        for (Node node : working()) {
            node.cut(true);
            RandomHistory.finish(node.task);
        }
        history.compact(!all.store.isLagging());
        RandomHistory.finish(all.compaction);
        Node node = all.add();
        history.trace.tell("new " + node.id);
        node.start();
        RandomHistory.finish(node.task);
        history.pass(Duration.ofSeconds(2));
        pushAgain(pushed, gate);
        gate.tasks.forEach(Turns.Task::finish);
        ask();
    }
}
