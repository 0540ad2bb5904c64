// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.audit;

import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.block.BlockMeta;
import dev.hearth.block.index.CorruptIndexException;
import dev.hearth.block.index.Deletion;
import dev.hearth.block.index.GivenUpStore;
import dev.hearth.block.index.GivenUpStore.Mark;
import dev.hearth.block.index.IndexedBlock;
import dev.hearth.block.index.LostPart;
import dev.hearth.block.segment.SegmentKeys;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was given up of a tenant, as marks tell it, for an index that is made anew. For one use by
/// one thread.
final class GivenUp {

    private final List<Mark> marks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private GivenUp() {}

    /// Reads the marks of a tenant.
    static GivenUp read(ObjectStore store, TenantId tenant) throws IOException {
        GivenUpStore marks = new GivenUpStore(store);
        GivenUp read = new GivenUp();
        for (String key : marks.keys(tenant)) {
            try {
                read.marks.add(marks.read(tenant, key));
            } catch (NoSuchObjectException e) {
                // Deleted meanwhile.
            } catch (CorruptIndexException e) {
                read.notes.add("mark is left out: " + e.getMessage());
            }
        }
        return read;
    }

    /// What could not be read, and what was found out since.
    List<String> notes() {
        return List.copyOf(notes);
    }

    /// The life of any mark; null if there is none.
    @Nullable String anyLife() {
        return marks.isEmpty() ? null : marks.getLast().life();
    }

    /// Whether a block is marked as skipped, in the life that it was made for.
    boolean isSkipped(BlockMeta meta) {
        return marks.stream()
                .anyMatch(mark ->
                        mark instanceof Mark.Block(String life, IndexedBlock block)
                                && life.equals(meta.life())
                                && block.id().equals(meta.id()));
    }

    /// Enters the blocks of a life that are skipped: those that count anyway, and those that cannot
    /// be described any more, as the index told of them.
    ///
    /// @param whole blocks that can be described
    /// @param live blocks that count; gets what is entered
    void enterSkipped(
            String life,
            Collection<BlockMeta> whole,
            BlockLineage.Result lineage,
            SortedMap<BlockId, IndexedBlock> live,
            Found found)
            throws IOException {
        for (Mark mark : marks) {
            if (!(mark instanceof Mark.Block(String its, IndexedBlock block))
                    || !its.equals(life)) {
                continue;
            }
            IndexedBlock known = live.get(block.id());
            if (known != null) {
                live.put(block.id(), known.withSkipped(true));
            } else if (isStillMissed(block.id(), whole, lineage) && found.is(block.id())) {
                live.put(block.id(), block.withDeletionsApplied(0).withSkipped(true));
                notes.add(
                        "block %s cannot be described and is skipped, as it was before"
                                .formatted(block.id()));
            }
        }
    }

    /// Whether anything is left of a block.
    @FunctionalInterface
    interface Found {
        boolean is(BlockId block) throws IOException;

        /// Asks a store for any object of a block.
        static Found in(ObjectStore store, TenantId tenant) {
            return id -> !ObjectFolders.keys(store, BlockKeys.block(tenant, id)).isEmpty();
        }
    }

    /// Whether no block stands for it, and those that were made with it count.
    private static boolean isStillMissed(
            BlockId id, Collection<BlockMeta> whole, BlockLineage.Result lineage) {
        boolean isSource = whole.stream().anyMatch(each -> each.sources().blocks().contains(id));
        boolean isMember = whole.stream().anyMatch(each -> each.sources().job().contains(id));
        return !isSource && (!isMember || lineage.members().contains(id));
    }

    /// What is lost of a life: of segments that are covered, or below a floor, and nothing that was
    /// deleted since.
    SortedMap<String, LostPart> lost(
            String life,
            Map<String, Long> covered,
            Map<String, Long> floors,
            Collection<Deletion> deletions) {
        SortedMap<String, LostPart> lost = new TreeMap<>();
        for (Mark mark : marks) {
            if (!(mark instanceof Mark.Part(String its, LostPart part)) || !its.equals(life)) {
                continue;
            }
            String partition = partition(part.object());
            long start = SegmentKeys.position(part.object());
            boolean isDeleted =
                    deletions.stream()
                            .anyMatch(each -> each.whole() && each.position(partition) > start);
            long passed =
                    Math.max(
                            covered.getOrDefault(partition, 0L),
                            floors.getOrDefault(partition, 0L));
            if (passed <= start) {
                notes.add(
                        "object \"%s\" was given up, and is to be compacted once more"
                                .formatted(part.object()));
            } else if (!isDeleted) {
                lost.put(part.object(), part);
            }
        }
        return lost;
    }

    private static String partition(String segment) {
        int slash = segment.lastIndexOf('/');
        return segment.substring(SegmentKeys.SEGMENTS_ROOT.length(), slash);
    }
}
