// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.histories.cluster;

import dev.hearth.distributor.SteppedDistributor;
import dev.hearth.integrationtests.histories.Turns;
import dev.hearth.querier.SteppedQuerier;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.ring.SimulatedRing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A process that clients talk to: a distributor or a querier.
final class Gate {
    final String id;
    final SkewedClock clock;
    SimulatedRing.View view;
    @Nullable SteppedDistributor distributor;
    @Nullable SteppedQuerier querier;
    final List<Turns.Task> tasks = new ArrayList<>();
    boolean isPaused;

    /// Its own: a query that sleeps keeps it.
    private final QueryPool pool = new QueryPool(1);

    final QueryEngine engine = new QueryEngine(pool);

    Gate(String id, SkewedClock clock, SimulatedRing.View view) {
        this.id = id;
        this.clock = clock;
        this.view = view;
    }

    /// Ends what it does, for good.
    void close() {
        tasks.forEach(Turns.Task::kill);
        pool.close();
    }

    /// Ends the process and starts it again, up to what it is made of.
    void restart(SimulatedRing ring) {
        tasks.forEach(Turns.Task::kill);
        tasks.clear();
        isPaused = false;
        view.end();
        view = ring.view(clock);
        view.hear();
    }
}
