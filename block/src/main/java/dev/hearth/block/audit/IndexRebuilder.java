// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import dev.hearth.block.BlockCache;
import dev.hearth.block.BlockFile;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.block.index.CorruptIndexException;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.DeletionStore;
import dev.hearth.block.index.IndexCatalog;
import dev.hearth.block.index.IndexStore;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.LostPart;
import dev.hearth.block.index.StaleIndexException;
import dev.hearth.block.index.TenantIndex;
import dev.hearth.block.segment.CorruptSegmentException;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes indexes anew from blocks, deletions, floors and marks of what was given up. No compactor
/// may run meanwhile.
public final class IndexRebuilder {

    private static final Logger LOGGER = LoggerFactory.getLogger(IndexRebuilder.class);

    private final ObjectStore store;
    private final IndexCatalog catalog;
    private final BlockVerifier blocks;
    private final DeletionStore deletions;

    /// @param store the caller closes it
    public IndexRebuilder(ObjectStore store) {
        this.store = store;
        this.catalog = new IndexCatalog(store, Duration.ZERO, System::nanoTime);
        this.blocks = new BlockVerifier(store);
        this.deletions = new DeletionStore(store);
    }

    /// The tenants of which there is any object.
    ///
    /// @throws IOException if the store fails
    public SortedSet<TenantId> tenants() throws IOException {
        return catalog.tenants();
    }

    /// What a tenant's index would be. Writes nothing.
    ///
    /// @param now since when blocks that do not count are gone
    /// @throws IOException if the store fails, or a deletion is damaged
    public RebuildPlan plan(TenantId tenant, Instant now) throws IOException {
        RebuildPlan.State state = RebuildPlan.State.LOST;
        IndexStore.Version version = new IndexStore.Version(0, TenantIndex.empty(tenant));
        try {
            version = catalog.index(tenant).resynchronize();
            state = version.number() == 0 ? RebuildPlan.State.NONE : RebuildPlan.State.VALID;
        } catch (CorruptIndexException e) {
            // That is what this is for.
        }
        List<String> notes = new ArrayList<>();
        GivenUp givenUp = GivenUp.read(store, tenant);
        List<BlockMeta> whole = wholeBlocks(tenant, givenUp, notes);
        String life =
                state == RebuildPlan.State.VALID
                        ? version.index().life()
                        : lostLife(tenant, whole, givenUp);
        leaveOutOthers(life, whole, notes);
        Map<String, Long> floors = floors();
        BlockLineage.Result lineage = new BlockLineage(whole, floors).resolve();
        notes.addAll(lineage.notes());
        SortedMap<Long, Deletion> numbered = numbered(tenant);
        SortedMap<BlockId, IndexedBlock> live = live(lineage, numbered);
        SortedMap<BlockId, Instant> gone = new TreeMap<>();
        whole.forEach(block -> gone.put(block.id(), now));
        gone.keySet().removeAll(lineage.live().keySet());
        givenUp.enterSkipped(life, whole, lineage, live, GivenUp.Found.in(store, tenant));
        SortedMap<String, LostPart> lost =
                givenUp.lost(life, lineage.covered(), floors, numbered.values());
        notes.addAll(givenUp.notes());
        TenantIndex index =
                new TenantIndex(
                        tenant,
                        life,
                        lineage.covered(),
                        live,
                        new TreeMap<>(),
                        gone,
                        numbered,
                        numbered.size() + 1L,
                        false,
                        lost);
        return new RebuildPlan(state, version.number(), index, notes);
    }

    private SortedMap<Long, Deletion> numbered(TenantId tenant) throws IOException {
        TreeMap<Long, Deletion> numbered = new TreeMap<>();
        for (Deletion deletion : inOrder(deletions.list(tenant))) {
            numbered.put(numbered.size() + 1L, deletion.numbered(numbered.size() + 1L));
        }
        return numbered;
    }

    private static SortedMap<BlockId, IndexedBlock> live(
            BlockLineage.Result lineage, SortedMap<Long, Deletion> numbered) {
        TreeMap<BlockId, IndexedBlock> live = new TreeMap<>();
        for (BlockMeta block : lineage.live().values()) {
            long applied = applied(block, numbered);
            live.put(block.id(), IndexedBlock.of(block).withDeletionsApplied(applied));
        }
        return live;
    }

    /// Writes the index of a plan. Where nobody knows which tenants live, the lives of all are
    /// entered of which there is anything: else those whose index is lost too would seem to have
    /// ended.
    ///
    /// @return number of the version that counts now: the one written, or the newest of an index
    ///   that could not be read only because nobody knew of the tenant's life
    /// @throws StaleIndexException if somebody wrote a version since
    /// @throws IOException if the store fails: plan anew
    public long write(RebuildPlan plan) throws IOException, StaleIndexException {
        TenantId tenant = plan.index().tenant();
        Map<TenantId, String> others = new TreeMap<>();
        for (TenantId other : catalog.unknownWith(tenant)) {
            String life = other.equals(tenant) ? null : traceOfLife(other);
            if (life != null) {
                others.put(other, life);
            }
        }
        return catalog.index(tenant).rebuild(plan.index(), plan.replaces(), others).number();
    }

    /// The life that a tenant's index tells of, else its newest block, or what was given up; null
    /// if none does.
    private @Nullable String traceOfLife(TenantId tenant) throws IOException {
        String life = lifeOfVersions(tenant);
        if (life != null) {
            return life;
        }
        for (String name : ObjectFolders.names(store, BlockKeys.blocks(tenant)).reversed()) {
            try {
                return blocks.read(tenant, new BlockId(name)).life();
            } catch (NoSuchObjectException | CorruptSegmentException | IllegalArgumentException e) {
                LOGGER.debug("block {} of tenant {} tells no life", name, tenant, e);
            }
        }
        return GivenUp.read(store, tenant).anyLife();
    }

    private @Nullable String lifeOfVersions(TenantId tenant) throws IOException {
        try {
            return catalog.index(tenant).lifeOfVersions();
        } catch (CorruptIndexException e) {
            return null;
        }
    }

    /// The life that a tenant lives, if that is known; else that of its newest block, or of what
    /// was given up.
    private String lostLife(TenantId tenant, List<BlockMeta> whole, GivenUp givenUp)
            throws IOException {
        String life = null;
        try {
            life = catalog.index(tenant).life();
        } catch (CorruptIndexException e) {
            // It is lost as well.
        }
        life = life == null ? lifeOfVersions(tenant) : life;
        if (life != null) {
            return life;
        }
        String marked = givenUp.anyLife();
        return whole.stream()
                .max(Comparator.comparing(BlockMeta::id))
                .map(BlockMeta::life)
                .orElseGet(() -> marked == null ? newLife() : marked);
    }

    private static String newLife() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }

    /// Blocks of a life that is over were deleted, and came late.
    private static void leaveOutOthers(String life, List<BlockMeta> whole, List<String> notes) {
        for (BlockMeta block : List.copyOf(whole)) {
            if (!block.life().equals(life)) {
                whole.remove(block);
                notes.add(
                        "block %s is left out: it was made for a life of the tenant that is over"
                                .formatted(block.id()));
            }
        }
    }

    private Map<String, Long> floors() throws IOException {
        SegmentReader reader = new SegmentReader(store, new BlockCache(0));
        Map<String, Long> floors = new HashMap<>();
        for (String partition : ObjectFolders.names(store, SegmentKeys.FLOORS_ROOT)) {
            floors.put(partition, new SegmentChain(partition, store, reader).floor());
        }
        return floors;
    }

    /// Those that are complete, and those that are skipped, whatever they lack.
    private List<BlockMeta> wholeBlocks(TenantId tenant, GivenUp givenUp, List<String> notes)
            throws IOException {
        List<BlockMeta> whole = new ArrayList<>();
        for (String name : ObjectFolders.names(store, BlockKeys.blocks(tenant))) {
            try {
                BlockMeta meta = blocks.read(tenant, new BlockId(name));
                String missing = givenUp.isSkipped(meta) ? null : firstMissing(meta);
                if (missing == null) {
                    whole.add(meta);
                } else {
                    notes.add("block %s is left out: %s".formatted(name, missing));
                }
            } catch (NoSuchObjectException e) {
                notes.add("block %s is left out: it has no meta.json".formatted(name));
            } catch (IOException | IllegalArgumentException e) {
                notes.add("block %s is left out: %s".formatted(name, e.getMessage()));
            }
        }
        return whole;
    }

    private @Nullable String firstMissing(BlockMeta meta) throws IOException {
        for (Map.Entry<BlockFile, BlockMeta.Content> file : meta.files().entrySet()) {
            String key = BlockKeys.file(meta.tenant(), meta.id(), file.getKey());
            long size = store.size(key);
            if (size != file.getValue().length()) {
                return size < 0
                        ? "object \"%s\" does not exist".formatted(key)
                        : "object \"%s\" has %d bytes (expected %d)"
                                .formatted(key, size, file.getValue().length());
            }
        }
        return null;
    }

    /// Positions of deletions never fall, so they tell the order.
    private static List<Deletion> inOrder(List<Deletion> found) {
        List<Deletion> sorted = new ArrayList<>(found);
        sorted.sort(
                Comparator.comparingLong((Deletion each) ->
                                each.positions().values().stream().mapToLong(Long::longValue).sum())
                        .thenComparing(Deletion::id));
        return sorted;
    }

    /// A block that lies below a deletion's positions is asked to go through it, perhaps again; one
    /// that does not went through it when it was made.
    private static long applied(BlockMeta block, SortedMap<Long, Deletion> numbered) {
        long applied = 0;
        for (Deletion deletion : numbered.values()) {
            boolean isBelow =
                    block.sources().positions().entrySet().stream()
                            .allMatch(each ->
                                    each.getValue().end() <= deletion.position(each.getKey()));
            if (!isBelow) {
                applied = deletion.number();
            }
        }
        return applied;
    }
}
