// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.app.cluster.Cluster;
import dev.hearth.compactor.CompactorModule;
import dev.hearth.compactor.Owners;
import dev.hearth.model.TenantId;
import dev.hearth.ring.RingName;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The compactor as a process runs it.
final class CompactorComponent implements Component {

    private final CompactorModule module;
    private final @Nullable Service membership;

    /// @param owners bring into segments what a deletion must hit, and tell where chains end
    CompactorComponent(ProcessParts process, Owners owners) {
        Cluster cluster = process.cluster();
        Predicate<TenantId> share = cluster == null ? _ -> true : cluster::isCompactedHere;
        this.module =
                new CompactorModule(
                        process.config().compactor(),
                        process.config().limits(),
                        process.storage().store(),
                        process.storage().indexes(),
                        owners,
                        share,
                        process.registry(),
                        process.clock());
        this.membership = cluster == null ? null : cluster.worker(RingName.COMPACTORS);
    }

    @Override
    public Target target() {
        return Target.COMPACTOR;
    }

    @Override
    public List<Route> routes() {
        return module.routes();
    }

    @Override
    public List<Service> running() {
        return List.of(module);
    }

    @Override
    public List<Service> joined() {
        return membership == null ? List.of() : List.of(membership);
    }
}
