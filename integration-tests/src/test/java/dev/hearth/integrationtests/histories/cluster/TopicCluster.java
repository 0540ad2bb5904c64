// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.app.cluster.SteppedCluster;
import dev.hearth.distributor.SteppedDistributor;
import dev.hearth.ring.Ring;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/// Everything that runs over one topic: ingesters, perhaps in several zones, share its partitions
/// out.
final class TopicCluster extends World<TopicNode> {

    private static final int ZONES = 3;

    final Broker broker;
    private final boolean hasZones;

    /// @param scratch folder for files that are being made
    TopicCluster(RandomGenerator random, Path scratch) throws IOException {
        super(random, scratch);
        broker = new Broker(this, random, 2 + random.nextInt(3));
        hasZones = random.nextBoolean();
        populate();
    }

    /// Whether ingesters say in which zone they are.
    boolean hasZones() {
        return hasZones;
    }

    @Override
    TopicNode add() {
        int number = nodes.size();
        String zone = hasZones ? "zone" + number % ZONES : "";
        TopicNode node = new TopicNode("ingester" + number, zone, this, random, clock());
        nodes.add(node);
        return node;
    }

    @Override
    void startDistributor(Gate gate) {
        TopicClient topic = new TopicClient(broker, turns, gate.id);
        Ring seen = ring(gate);
        gate.distributor =
                new SteppedDistributor(
                        topic,
                        SteppedCluster.sizes(topic, seen, SETTLING, gate.clock),
                        SteppedCluster.announcing(topic, seen, gate.view, gate.clock, this::await));
    }

    @Override
    void calm(boolean now) {
        broker.setCalm(now);
        super.calm(now);
    }
}
