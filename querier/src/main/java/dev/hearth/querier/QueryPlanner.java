// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.query.AddressNames;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.RangeDroppedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Finds all of a tenant's sources such that each profile is in exactly one: of every partition the
/// segments, and from their end on the owner.
///
/// The chain is read before its owner is asked, and the owner only for what the chain lacks. If the
/// owner let go of that meanwhile, or a segment is gone, everything is thrown away and planned
/// anew.
final class QueryPlanner {

    /// Works on the sources of one plan. What it made is dropped if the plan turns out to be stale.
    @FunctionalInterface
    interface Work<T> {

        T on(List<ProfileSource> sources) throws IOException;
    }

    private static final int ATTEMPTS = 5;

    private final SegmentCatalog segments;
    private final Supplier<List<PartitionOwner>> owners;
    private final AddressNames names;
    private final QuerierMetrics metrics;

    /// @param names names what is read
    QueryPlanner(
            SegmentCatalog segments,
            Supplier<List<PartitionOwner>> owners,
            AddressNames names,
            QuerierMetrics metrics) {
        this.segments = segments;
        this.owners = owners;
        this.names = names;
        this.metrics = metrics;
    }

    /// Does work on a tenant's sources.
    ///
    /// @throws IOException if the work fails, or plans went stale again and again
    <T> T query(TenantId tenant, Work<T> work) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.on(names.over(plan(tenant, attempt > 1), tenant));
            } catch (RangeDroppedException | NoSuchObjectException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                metrics.replanned();
            }
        }
    }

    private List<ProfileSource> plan(TenantId tenant, boolean anew) throws IOException {
        Map<String, List<PartitionOwner>> partitions = new TreeMap<>();
        for (PartitionOwner owner : owners.get()) {
            partitions.computeIfAbsent(owner.partition(), _ -> new ArrayList<>()).add(owner);
        }
        for (String partition : segments.partitions()) {
            partitions.putIfAbsent(partition, List.of());
        }
        List<ProfileSource> sources = new ArrayList<>();
        for (Map.Entry<String, List<PartitionOwner>> partition : partitions.entrySet()) {
            // Nobody would tell that the floor has passed the end of an ownerless chain.
            boolean isOwned = !partition.getValue().isEmpty();
            PartitionChain chain = segments.chain(partition.getKey(), tenant, anew || !isOwned);
            sources.addAll(chain.sources());
            if (isOwned) {
                sources.addAll(partition.getValue().getFirst().read(tenant, chain.end()));
            }
        }
        return sources;
    }
}
