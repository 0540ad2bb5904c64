// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.distributor.SteppedDistributor;
import dev.hearth.ring.Placer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Everything that runs in ring mode: each ingester has a log of its own.
final class Cluster extends World<Node> {

    /// How long one owner may take to append.
    private static final Duration APPEND_TIMEOUT = Duration.ofSeconds(2);

    final Appends appends;

    /// @param scratch folder for files that are being made
    Cluster(RandomGenerator random, Path scratch) throws IOException {
        super(random, scratch);
        appends = new Appends(this, random);
        populate();
    }

    @Override
    Node add() throws IOException {
        Node node = new Node("ingester" + nodes.size(), this, random, clock());
        nodes.add(node);
        return node;
    }

    @Override
    void startDistributor(Gate gate) {
        gate.distributor =
                new SteppedDistributor(
                        Placer.throughOwners(ring(gate), SETTLING),
                        (address, append, timeout) ->
                                appends.send(gate.id, address, append, timeout),
                        APPEND_TIMEOUT,
                        time::nanoTime);
    }
}
