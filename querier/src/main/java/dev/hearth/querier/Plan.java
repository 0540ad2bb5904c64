// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.block.ChainView;
import dev.hearth.block.index.DeletedTimes;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.LostPart;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.model.TenantId;
import dev.hearth.query.HiddenTimes;
import dev.hearth.query.HidingSource;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.ProfileSource;
import dev.hearth.query.RemoteOwner;
import dev.hearth.query.Repeats;
import dev.hearth.query.StoredPart;
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
    private final Map<String, List<RemoteOwner>> remoteOwners = new TreeMap<>();
    private final Set<String> partitions = new HashSet<>();

    /// Partitions whose floors are read in this plan.
    private final Set<String> fromFloor = new HashSet<>();

    private final List<PlannedPart> parts = new ArrayList<>();

    /// The index as it was read last.
    private TenantIndex newest;

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
        this.newest = TenantIndex.empty(tenant);
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
    /// @param here the owners in this process; of several of one partition the first counts
    /// @param elsewhere those in others; they count only if this process has none
    List<PlannedPart> read(List<PartitionOwner> here, List<RemoteOwner> elsewhere)
            throws IOException {
        here.forEach(owner -> owners.putIfAbsent(owner.partition(), owner));
        for (RemoteOwner owner : elsewhere) {
            remoteOwners.computeIfAbsent(owner.partition(), _ -> new ArrayList<>()).add(owner);
        }
        partitions.addAll(owners.keySet());
        partitions.addAll(remoteOwners.keySet());
        partitions.addAll(segments.partitions());
        noteLost();
        while (!readOnce()) {
            parts.clear();
        }
        noteGivenUp();
        return parts;
    }

    /// What is lost for good is told with every answer, and fails none.
    private void noteLost() throws IOException {
        try {
            segments.lost().forEach(missing::lost);
        } catch (IOException e) {
            missing.failed(e);
        }
    }

    /// What operators have given up is told too, and fails none.
    private void noteGivenUp() {
        for (IndexedBlock block : newest.live().values()) {
            if (block.isSkipped()) {
                missing.givenUp(
                        "block %s is damaged and skipped".formatted(block.id()),
                        block.minTimeNanos(),
                        block.maxTimeNanos());
            }
        }
        for (LostPart part : newest.lost().values()) {
            missing.givenUp(
                    "profiles in \"%s\" are lost: it was damaged, and given up"
                            .formatted(part.object()),
                    part.minTimeNanos(),
                    part.maxTimeNanos());
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
        newest = index;
        Indexed indexed = new Indexed(index, new DeletedTimes(index));
        for (IndexedBlock block : index.live().values()) {
            if (block.isSkipped()) {
                continue;
            }
            addStored(
                    StoredPart.Kind.BLOCK,
                    block.id().text(),
                    new IndexedSource(blocks, tenant, block),
                    block.bytes(),
                    indexed.deleted().ofBlock(block));
        }
        boolean isComplete = true;
        for (ChainView chain : chains.values()) {
            isComplete &= addBehindBlocks(indexed, chain);
        }
        return isComplete;
    }

    private void addStored(
            StoredPart.Kind kind,
            String name,
            ProfileSource source,
            long bytes,
            HiddenTimes deleted) {
        HiddenTimes hidden = HiddenTimes.union(List.of(expired, deleted));
        boolean isAffected = hidden.mayHide(source.minTimeNanos(), source.maxTimeNanos());
        parts.add(
                new PlannedPart.Stored(
                        new StoredPart(kind, name, isAffected ? hidden : HiddenTimes.NOTHING),
                        HidingSource.over(source, hidden),
                        bytes));
    }

    private boolean isOwned(String partition) {
        return owners.containsKey(partition) || remoteOwners.containsKey(partition);
    }

    private @Nullable ChainView chain(String partition) throws IOException {
        if (anew || !isOwned(partition)) {
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
        int before = parts.size();
        for (ChainView.Segment segment : uncovered(indexed, chain)) {
            addSegment(indexed, partition, segment);
        }
        addOwned(partition, ownedFrom);
        boolean isCovered = indexed.index().covered().containsKey(partition);
        boolean mayBeGone = !isCovered && parts.size() > before;
        return !mayBeGone || !fromFloor.add(partition);
    }

    /// The segments of a chain that are not in blocks.
    private List<ChainView.Segment> uncovered(Indexed indexed, ChainView chain)
            throws StalePlanException {
        String partition = chain.partition();
        long from = Math.max(chain.begin(), indexed.covered(partition));
        List<ChainView.Segment> uncovered = chain.from(from);
        long begin = uncovered.isEmpty() ? chain.end() : uncovered.getFirst().start();
        if (begin > from || (begin < from && !isOwned(partition))) {
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
            addStored(
                    StoredPart.Kind.SEGMENT,
                    segment.key(),
                    source,
                    0,
                    indexed.deleted().ofSegment(partition, segment.start(), segment.end()));
        }
    }

    private void addOwned(String partition, long from) throws IOException {
        PartitionOwner owner = owners.get(partition);
        if (owner == null) {
            List<RemoteOwner> remote = remoteOwners.getOrDefault(partition, List.of());
            if (!remote.isEmpty()) {
                parts.add(new PlannedPart.Owned(remote, from, expired, new Repeats.None()));
            }
            return;
        }
        try {
            for (ProfileSource source : owner.read(tenant, from)) {
                parts.add(new PlannedPart.Local(HidingSource.over(source, expired)));
            }
        } catch (IOException e) {
            missing.failed(e);
        }
    }
}
