// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.ring.Heartbeats;
import dev.hearth.ring.Lifecycler;
import dev.hearth.ring.RingName;
import dev.hearth.server.Service;
import org.jspecify.annotations.Nullable;

/// The entry of a process that keeps nothing: whoever stops is gone at once.
final class WorkerMembership implements Service {

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
            lifecycler.leave();
        }
    }
}
