// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.model.TenantId;
import dev.hearth.query.PartitionMovedException;
import dev.hearth.query.PeerFailedException;
import dev.hearth.query.ProfileSource;
import dev.hearth.ring.SimulatedRing;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ingester: a name under which one process after another runs.
abstract sealed class IngesterProcess permits Node, TopicNode {

    /// Its name, and where it listens.
    final String id;

    final SkewedClock clock;

    /// What it does beside answering, null if it never did anything.
    Turns.@Nullable Task task;

    boolean isPaused;

    /// Whether it has left for good.
    boolean isRetired;

    IngesterProcess(String id, SkewedClock clock) {
        this.id = id;
        this.clock = clock;
    }

    /// Whether it does nothing beside answering.
    final boolean isIdle() {
        return task == null || task.isDone();
    }

    final boolean isRunning() {
        return view() != null;
    }

    /// How it sees the ring; null while no process runs.
    abstract SimulatedRing.@Nullable View view();

    /// Starts the process, or begins to.
    abstract void start();

    /// Says in the ring that it is there, as it does again and again.
    abstract void beat();

    /// Ends the process at once.
    abstract void crash() throws IOException;

    /// What it has of a partition.
    ///
    /// @throws PeerFailedException if it does not answer
    /// @throws PartitionMovedException if it does not read it
    abstract List<ProfileSource> read(String partition, TenantId tenant, long fromPosition)
            throws IOException;
}
