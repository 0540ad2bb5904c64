// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A history over a topic.
final class TopicHistory extends RandomHistory<TopicNode, TopicCluster> {

    static final int MOST_PARTITIONS = 6;

    private static final int MOST_NODES = 6;
    private static final Duration STEP = Duration.ofMillis(500);
    private static final Duration LONG_STEP = Duration.ofSeconds(10);
    private static final Duration LONGEST_STEP = Duration.ofSeconds(40);

    private final TopicScenes scenes;

    /// @param scratch folder for files that are being made
    TopicHistory(long seed, Path scratch) throws IOException {
        this(new SplittableRandom(seed), scratch);
    }

    private TopicHistory(RandomGenerator random, Path scratch) throws IOException {
        super(random, new TopicCluster(random, scratch));
        scenes = new TopicScenes(this);
    }

    @Override
    void live(int steps) throws IOException {
        all.nodes.forEach(TopicNode::start);
        pass(Duration.ofSeconds(3));
        goThrough(steps);
    }

    @Override
    void step() throws IOException {
        switch (random.nextInt(66)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> clients.push(aDistributor());
            case 9, 10, 11 -> clients.pushAgain(this::aDistributor);
            case 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 -> clients.goOn(all.waiting());
            case 22, 23, 24, 25, 26, 27 -> ask();
            case 28, 29 -> crash(aNode());
            case 30, 31, 32 -> startOne();
            case 33, 34 -> pause();
            case 35 -> stop(aNode());
            case 36 -> retire();
            case 37 -> addNode(MOST_NODES);
            case 38, 39 -> {
                aNode().flush();
                clients.goOn(all.waiting());
            }
            case 40, 41 -> compact();
            case 42, 43 -> turnLink(aQuerier());
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
                if (!arrive()) {
                    clients.goOn(all.waiting());
                }
            }
            case 62 -> addPartition();
            case 63 -> scenes.tryAgainLater();
            case 64 -> scenes.play();
            default -> work(aNode());
        }
    }

    @Override
    void start(TopicNode node) {
        node.start();
    }

    @Override
    boolean arrive() {
        return all.broker.arrive();
    }

    private void stop(TopicNode node) throws IOException {
        if (node.isRunning() && !node.isPaused) {
            node.stop();
            trace.tell("stop of " + node.id);
        }
    }

    private void retire() {
        TopicNode node = aNode();
        long staying = all.nodes.stream().filter(one -> !one.isRetired).count();
        if (staying > 2 && node.isRunning() && !node.isPaused) {
            trace.tell("retirement of " + node.id);
            node.retire();
        }
    }

    private void addPartition() {
        if (all.broker.size() < MOST_PARTITIONS && random.nextInt(3) == 0) {
            all.broker.addPartition();
            trace.tell("new partition");
        }
    }

    @Override
    void flushAll() {
        for (TopicNode node : all.nodes) {
            if (!node.isPaused) {
                finish(node.task);
                node.flush();
                finish(node.task);
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

    /// An ingester does what is due, as far as it comes.
    private void work(TopicNode node) {
        node.step();
        node.work();
        if (!node.isPaused) {
            clients.go(node.task, false);
        }
    }

    /// Ingesters work meanwhile.
    @Override
    void elapse(Duration span) {
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
    }

    /// Until everybody reads what he is to read.
    void passUntilServed() {
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

    @Override
    void startAll() throws IOException {
        restartAll();
        passUntilServed();
    }

    void restartAll() throws IOException {
        for (TopicNode node : all.nodes) {
            finish(node.task);
            if (node.isRunning()) {
                node.crash(); // so that it knows all partitions
            }
            if (!node.isRetired) {
                node.start();
            } else {
                all.forget(node);
            }
        }
        if (all.nodes.stream().allMatch(node -> node.isRetired)) {
            all.add().start();
        }
    }

    @Override
    void recover() {
        pass(Duration.ofMinutes(1));
    }
}
