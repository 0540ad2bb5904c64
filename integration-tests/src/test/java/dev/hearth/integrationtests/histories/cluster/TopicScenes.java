// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.integrationtests.histories.Turns;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/// What would seldom happen by itself: a few steps of a [TopicHistory] that meet just where it
/// matters.
final class TopicScenes {

    private static final int MOST_PARTITIONS = TopicHistory.MOST_PARTITIONS;

    private final TopicHistory history;
    private final TopicCluster all;
    private final Clients clients;
    private final Trace trace;
    private final RandomGenerator random;

    TopicScenes(TopicHistory history) {
        this.history = history;
        all = history.all;
        clients = history.clients;
        trace = history.trace;
        random = history.random;
    }

    /// Plays one of them, or none.
    void play() throws IOException {
        switch (random.nextInt(4)) {
            case 0 -> overlook();
            case 1 -> loseOne();
            case 2 -> growUnheard();
            default -> {}
        }
    }

    /// A client tries again what is in storage already, when all who read it know it from there.
    void tryAgainLater() throws IOException {
        Push push = clients.next();
        Gate gate = history.aDistributor();
        clients.push(push, gate);
        history.flushAll();
        for (TopicNode node : all.nodes) {
            if (node.isRunning() && random.nextInt(3) > 0) {
                history.crash(node);
                node.start();
            }
        }
        history.pass(Duration.ofSeconds(3));
        if (push.isRetryable) {
            clients.push(push, random.nextBoolean() ? gate : history.aDistributor());
        }
    }

    /// There are more partitions, and one distributor does not know of them, nor perhaps hears of
    /// the ring, for longer than sizes count as changed of late: it pushes to one partition what
    /// another pushes to another.
    private void overlook() {
        if (all.broker.size() == MOST_PARTITIONS) {
            return;
        }
        Gate deaf = history.aDistributor();
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
        history.pass(Duration.ofMinutes(random.nextInt(4) == 0 ? 1 : 13));
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
        Gate gate = history.aDistributor();
        all.restart(gate);
        for (int i = 0; i < 4; i++) {
            clients.push(gate);
        }
        gate.tasks.forEach(Turns.Task::finish);
        Push.TENANTS.forEach(tenant -> clients.ask(history.aQuerier(), tenant));
    }

    /// Of two owners of each partition one goes, however it likes: all is answered all the same.
    private void loseOne() throws IOException {
        all.calm(true);
        List<TopicNode> staying = all.nodes.stream().filter(node -> !node.isRetired).toList();
        long zones = staying.stream().map(node -> node.zone).distinct().count();
        if (staying.size() < 2 || (zones < 2 && all.hasZones())) {
            all.calm(false);
            return;
        }
        history.restartAll();
        history.passUntilServed();
        TopicNode lost = history.aNode();
        int how = random.nextInt(4);
        trace.tell("%s is lost: %d".formatted(lost.id, how));
        switch (how) {
            case 0 -> history.crash(lost);
            case 1 -> lost.isPaused = lost.isRunning();
            case 2 -> all.queriers.forEach(querier -> all.links.turn(querier.id, lost.id));
            default -> all.broker.turn(lost.id);
        }
        for (int i = 0; i < 5; i++) {
            history.askAll(1);
            history.pass(Duration.ofMillis(random.nextInt(i < 3 ? 2000 : 90_000)));
        }
        all.calm(false);
    }
}
