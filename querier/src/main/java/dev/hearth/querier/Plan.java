// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.ChainView;
import dev.hearth.block.index.DeletedTimes;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import dev.hearth.query.HiddenTimes;
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
import org.jspecify.annotations.Nullable;

/// One attempt to find a tenant's sources, in the order that [QueryPlanner] gives reasons for. For
/// one thread.
final class Plan {

    private final SegmentCatalog segments;
    private final BlockCatalog blocks;
    private final HiddenTimes expired;
    private final MissingSources missing;
    private final TenantId tenant;
    private final boolean anew;

    private final Map<String, PartitionOwner> owners = new TreeMap<>();
    private final Set<String> partitions = new HashSet<>();

    /// Partitions whose floors are read in this plan.
    private final Set<String> fromFloor = new HashSet<>();

    private final List<ProfileSource> sources = new ArrayList<>();

    /// @param expired what is too old to be seen of any source
    /// @param missing told of what cannot be read
    /// @param anew whether an earlier plan turned out to be stale
    Plan(
            SegmentCatalog segments,
            BlockCatalog blocks,
            HiddenTimes expired,
            MissingSources missing,
            TenantId tenant,
            boolean anew) {
        this.segments = segments;
        this.blocks = blocks;
        this.expired = expired;
        this.missing = missing;
        this.tenant = tenant;
        this.anew = anew;
    }

    /// What was read last.
    private record Indexed(TenantIndex index, DeletedTimes deleted) {

        long covered(String partition) {
            return index.covered(partition);
        }

        /// Up to where a deletion hits in a partition.
        long deletedTo(String partition) {
            return index.deletions().values().stream()
                    .mapToLong(deletion -> deletion.position(partition))
                    .max()
                    .orElse(0);
        }
    }

    /// Reads what there is.
    ///
    /// @param known the owners of all partitions; of several of one partition the first counts
    List<ProfileSource> read(List<PartitionOwner> known) throws IOException {
        known.forEach(owner -> owners.putIfAbsent(owner.partition(), owner));
        partitions.addAll(owners.keySet());
        partitions.addAll(segments.partitions());
        noteLost();
        while (!readOnce()) {
            sources.clear();
        }
        return sources;
    }

    /// What is lost for good is told with every answer, and fails none.
    private void noteLost() throws IOException {
        try {
            segments.lost().forEach(missing::lost);
        } catch (IOException e) {
            missing.failed(e);
        }
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
        Indexed indexed = new Indexed(index, new DeletedTimes(index));
        for (IndexedBlock block : index.live().values()) {
            add(new IndexedSource(blocks, tenant, block), indexed.deleted().ofBlock(block));
        }
        boolean isComplete = true;
        for (ChainView chain : chains.values()) {
            isComplete &= addBehindBlocks(indexed, chain);
        }
        return isComplete;
    }

    private void add(ProfileSource source, HiddenTimes deleted) {
        sources.add(HidingSource.over(source, HiddenTimes.union(List.of(expired, deleted))));
    }

    private @Nullable ChainView chain(String partition) throws IOException {
        if (anew || !owners.containsKey(partition)) {
            fromFloor.add(partition);
        }
        try {
            return segments.chain(partition, fromFloor.contains(partition));
        } catch (IOException e) {
            missing.failed(e);
            return null;
        }
    }

    /// Adds what the blocks do not cover of a partition.
    ///
    /// @return whether the chain can be used; if not, it is noted to be read from its floor
    private boolean addBehindBlocks(Indexed indexed, ChainView chain) throws IOException {
        String partition = chain.partition();
        long ownedFrom = Math.max(chain.end(), indexed.covered(partition));
        if (ownedFrom < indexed.deletedTo(partition)) {
            if (!fromFloor.add(partition)) {
                throw new StalePlanException(
                        "chain of partition \"%s\" ends at %d (expected %d, where a deletion ends)"
                                .formatted(partition, chain.end(), indexed.deletedTo(partition)));
            }
            return false;
        }
        int before = sources.size();
        for (ChainView.Segment segment : uncovered(indexed, chain)) {
            addSegment(indexed, partition, segment);
        }
        addOwned(partition, ownedFrom);
        boolean isCovered = indexed.index().covered().containsKey(partition);
        boolean mayBeGone = !isCovered && sources.size() > before;
        return !mayBeGone || !fromFloor.add(partition);
    }

    /// The segments of a chain that are not in blocks.
    private List<ChainView.Segment> uncovered(Indexed indexed, ChainView chain)
            throws StalePlanException {
        String partition = chain.partition();
        long from = Math.max(chain.begin(), indexed.covered(partition));
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

    private void addSegment(Indexed indexed, String partition, ChainView.Segment segment)
            throws IOException {
        ProfileSource source;
        try {
            source = segments.open(segment, tenant);
        } catch (IOException e) {
            missing.failed(e);
            return;
        }
        if (source != null) {
            add(source, indexed.deleted().ofSegment(partition, segment.start(), segment.end()));
        }
    }

    private void addOwned(String partition, long from) throws IOException {
        PartitionOwner owner = owners.get(partition);
        if (owner == null) {
            return;
        }
        try {
            owner.read(tenant, from).forEach(source -> add(source, HiddenTimes.NOTHING));
        } catch (IOException e) {
            missing.failed(e);
        }
    }
}
