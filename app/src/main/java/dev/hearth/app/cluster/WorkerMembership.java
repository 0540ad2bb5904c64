// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.ring.Heartbeats;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.RingName;
import dev.hearth.server.Service;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The entry of a process that keeps nothing: whoever stops is gone at once.
final class WorkerMembership implements Service {

    private static final Logger LOGGER = LoggerFactory.getLogger(WorkerMembership.class);

    private final Cluster cluster;
    private final Lifecycler lifecycler;
    private @Nullable Heartbeats heartbeats;

    WorkerMembership(Cluster cluster, RingName ring) {
        this.cluster = cluster;
        this.lifecycler = cluster.lifecycler(ring);
    }

    @Override
    public String name() {
        return "ring of the " + lifecycler.ring().key();
    }

    /// Does not wait for the store of the rings: what cannot be said now is said later.
    @Override
    public void start() {
        lifecycler.activate();
        heartbeats = cluster.heartbeats(lifecycler);
    }

    @Override
    public void close() {
        Heartbeats running = heartbeats;
        if (running != null) {
            running.close();
            try {
                lifecycler.leave();
            } catch (IOException e) {
                LOGGER.warn(
                        "others do not know yet that {} has left: {}",
                        lifecycler.id(),
                        e.getMessage());
            }
        }
    }
}
