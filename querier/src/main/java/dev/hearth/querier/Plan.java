// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.ChainView;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import dev.hearth.query.HidingSource;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// One attempt to find a tenant's sources, in the order that [QueryPlanner] gives reasons for. For
/// one thread.
final class Plan {

    private final SegmentCatalog segments;
    private final BlockCatalog blocks;
    private final SourceHiding.OfQuery hiding;
    private final MissingSources missing;
    private final TenantId tenant;
    private final boolean anew;

    private final Map<String, PartitionOwner> owners = new TreeMap<>();
    private final Set<String> partitions = new HashSet<>();

    /// Partitions whose floors are read in this plan.
    private final Set<String> fromFloor = new HashSet<>();

    private final List<ProfileSource> sources = new ArrayList<>();

    /// @param anew whether an earlier plan turned out to be stale
    Plan(
            SegmentCatalog segments,
            BlockCatalog blocks,
            SourceHiding.OfQuery hiding,
            MissingSources missing,
            TenantId tenant,
            boolean anew) {
        this.segments = segments;
        this.blocks = blocks;
        this.hiding = hiding;
        this.missing = missing;
        this.tenant = tenant;
        this.anew = anew;
    }

    List<ProfileSource> sources() {
        return sources;
    }

    /// Reads what there is.
    ///
    /// @param known the owners of all partitions; of several of one partition the first counts
    Plan read(List<PartitionOwner> known) throws IOException {
        known.forEach(owner -> owners.putIfAbsent(owner.partition(), owner));
        partitions.addAll(owners.keySet());
        partitions.addAll(segments.partitions());
        while (!readOnce()) {
            sources.clear();
        }
        return this;
    }

    /// @return false if more has to be read before the index; it is noted what
    private boolean readOnce() throws IOException {
        Map<String, ChainView> chains = new TreeMap<>();
        for (String partition : partitions) {
            ChainView chain = chain(partition);
            if (chain != null) {
                chains.put(partition, chain);
            }
        }
        TenantIndex index = blocks.index(tenant, anew);
        if (partitions.addAll(index.covered().keySet())) {
            return false;
        }
        for (IndexedBlock block : index.live().values()) {
            ProfileSource source = new IndexedSource(blocks, tenant, block);
            sources.add(HidingSource.over(source, hiding.ofBlock(index, block)));
        }
        boolean isComplete = true;
        for (ChainView chain : chains.values()) {
            isComplete &= addSegments(index, chain);
        }
        if (isComplete) {
            for (ChainView chain : chains.values()) {
                addOwned(index, chain);
            }
        }
        return isComplete;
    }

    private @org.jspecify.annotations.Nullable ChainView chain(String partition)
            throws IOException {
        boolean isFromFloor =
                anew || !owners.containsKey(partition) || fromFloor.contains(partition);
        if (isFromFloor) {
            fromFloor.add(partition);
        }
        try {
            return segments.chain(partition, isFromFloor);
        } catch (IOException e) {
            missing.failed(e);
            return null;
        }
    }

    /// @return whether the chain can be used; if not, it has to be read from the floor
    private boolean addSegments(TenantIndex index, ChainView chain) throws IOException {
        String partition = chain.partition();
        List<ChainView.Segment> uncovered = uncovered(index, chain);
        int before = sources.size();
        for (ChainView.Segment segment : uncovered) {
            addSegment(index, partition, segment);
        }
        boolean isCovered = index.covered().containsKey(partition);
        boolean mayBeGone = !isCovered && sources.size() > before;
        return !mayBeGone || !fromFloor.add(partition);
    }

    /// The segments of a chain that are not in blocks.
    private List<ChainView.Segment> uncovered(TenantIndex index, ChainView chain)
            throws StalePlanException {
        String partition = chain.partition();
        long from = Math.max(chain.begin(), index.covered(partition));
        List<ChainView.Segment> uncovered = chain.from(from);
        long begin = uncovered.isEmpty() ? chain.end() : uncovered.getFirst().start();
        boolean isOwned = owners.containsKey(partition);
        if (begin > from || (begin < from && !isOwned)) {
            throw new StalePlanException(
                    "chain of partition \"%s\" goes on at %d (expected %d, where the blocks of tenant \"%s\" end)"
                            .formatted(partition, begin, from, tenant));
        }
        return uncovered;
    }

    private void addSegment(TenantIndex index, String partition, ChainView.Segment segment)
            throws IOException {
        ProfileSource source;
        try {
            source = segments.open(segment, tenant);
        } catch (IOException e) {
            missing.failed(e);
            return;
        }
        if (source != null) {
            sources.add(
                    HidingSource.over(source, hiding.ofSegment(index, partition, segment)));
        }
    }

    private void addOwned(TenantIndex index, ChainView chain) throws IOException {
        PartitionOwner owner = owners.get(chain.partition());
        if (owner == null) {
            return;
        }
        long from = Math.max(chain.end(), index.covered(chain.partition()));
        try {
            for (ProfileSource source : owner.read(tenant, from)) {
                sources.add(HidingSource.over(source, hiding.ofHead()));
            }
        } catch (IOException e) {
            missing.failed(e);
        }
    }
}
