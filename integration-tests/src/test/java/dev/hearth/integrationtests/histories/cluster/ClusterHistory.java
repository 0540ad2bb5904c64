// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A history in ring mode.
final class ClusterHistory extends RandomHistory<Node, Cluster> {

    private static final int MOST_NODES = 5;

    private final ClusterScenes scenes;

    /// @param scratch folder for files that are being made
    ClusterHistory(long seed, Path scratch) throws IOException {
        this(new SplittableRandom(seed), scratch);
    }

    private ClusterHistory(RandomGenerator random, Path scratch) throws IOException {
        super(random, new Cluster(random, scratch));
        scenes = new ClusterScenes(this);
    }

    @Override
    void live(int steps) throws IOException {
        for (Node node : all.nodes) {
            node.start();
            finish(node.task);
        }
        goThrough(steps);
    }

    @Override
    void step() throws IOException {
        switch (random.nextInt(61)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> clients.push(aDistributor());
            case 8, 9, 10 -> clients.pushAgain(this::aDistributor);
            case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22 -> clients.goOn(all.waiting());
            case 23, 24, 25, 26, 27 -> ask();
            case 28 -> crash(aNode());
            case 29, 30 -> startOne();
            case 31, 32 -> pause();
            case 33 -> aNode().stop();
            case 34 -> retire();
            case 35 -> addNode(MOST_NODES);
            case 36, 37, 38 -> aNode().cut(random.nextBoolean());
            case 39, 40 -> compact();
            case 41, 42 -> turnLink(aGate());
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
                if (!arrive()) {
                    clients.goOn(all.waiting());
                }
            }
        }
    }

    @Override
    void start(Node node) {
        node.start();
        clients.go(node.task, false);
    }

    @Override
    void elapse(Duration span) {
        all.pass(span);
    }

    @Override
    boolean arrive() throws IOException {
        return all.appends.arrive();
    }

    private void retire() {
        if (all.nodes.stream().filter(node -> !node.isRetired).count() > 1) {
            Node node = aNode();
            if (node.isRunning() && !node.isPaused && node.isIdle()) {
                trace.tell("retirement of " + node.id);
                node.retire();
            }
        }
    }

    /// One distributor does not hear that an ingester has come, for longer than homes count as
    /// changed of late, and pushes to the old one what another pushes to the new one.
    private void overlook() throws IOException {
        Gate deaf = aDistributor();
        trace.tell(deaf.id + " is cut off");
        deaf.view.setCutOff(true);
        addNode(MOST_NODES);
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

    @Override
    void startAll() throws IOException {
        for (Node node : all.nodes) {
            boolean isLeft = node.ingester() != null && !node.ingester().isOpen();
            if (isLeft && !node.isRetired) {
                node.stop(); // an operator starts it again, who sees that it could not leave
                finish(node.task);
            }
            if (!node.isRunning() && !node.isRetired) {
                node.start();
                finish(node.task);
            }
            if (node.isRetired && !node.isRunning()) {
                all.forget(node); // an operator, who sees that it is gone though the ring has it
            }
        }
        if (all.nodes.stream().allMatch(node -> node.isRetired)) {
            Node node = all.add();
            node.start();
            finish(node.task);
        }
        pass(Duration.ofMinutes(3));
    }

    @Override
    void flushAll() {
        for (Node node : all.nodes) {
            if (node.isRunning() && !node.isRetired) {
                node.cut(true);
                finish(node.task);
            }
        }
    }

    @Override
    void recover() {
        all.nodes.forEach(node -> {
            node.cut(false);
            finish(node.task);
        });
        pass(Duration.ofMinutes(1));
    }
}
