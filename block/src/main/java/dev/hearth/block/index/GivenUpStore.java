// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Marks of what operators gave up of a tenant, each an object below `tenants/<tenant>/given-up/`:
/// what an index that is made anew takes it from. The index decides what is given up; marks follow
/// it. Safe for many threads; calls block.
public final class GivenUpStore {

    private static final String BLOCKS = "blocks/";
    private static final String LIFE = "life";
    private static final String BLOCK = "skipped_block";
    private static final String PART = "lost_part";

    private final ObjectStore store;
    private final SealedJson json = new SealedJson();

    /// @param store the caller closes it
    public GivenUpStore(ObjectStore store) {
        this.store = store;
    }

    /// What a mark says.
    public sealed interface Mark {

        /// The life of the tenant in which it was given up.
        String life();

        /// A part of a segment that is lost.
        record Part(String life, LostPart part) implements Mark {}

        /// A block that is skipped, as the index told of it.
        record Block(String life, IndexedBlock block) implements Mark {}
    }

    /// What the keys of all marks of a tenant begin with.
    public static String prefix(TenantId tenant) {
        return BlockKeys.tenant(tenant) + "given-up/";
    }

    /// Keys of the marks that there are, by a listing.
    public List<String> keys(TenantId tenant) throws IOException {
        return ObjectFolders.keys(store, prefix(tenant));
    }

    /// Keys of the marks that an index should have.
    public static SortedSet<String> keys(TenantIndex index) {
        SortedSet<String> keys = new TreeSet<>();
        index.lost().keySet().forEach(object -> keys.add(prefix(index.tenant()) + object));
        for (IndexedBlock block : index.live().values()) {
            if (block.isSkipped()) {
                keys.add(key(index.tenant(), block.id()));
            }
        }
        return keys;
    }

    private static String key(TenantId tenant, BlockId block) {
        return prefix(tenant) + BLOCKS + block.text();
    }

    /// Writes a mark that an index should have; does nothing if it is there.
    ///
    /// @param key one of [#keys(TenantIndex)]
    /// @throws IOException if the store fails
    public void put(TenantIndex index, String key) throws IOException {
        ObjectNode root = json.open(index.tenant()).put(LIFE, index.life());
        LostPart part = index.lost().get(key.substring(prefix(index.tenant()).length()));
        if (part != null) {
            EntryJson.write(root.putObject(PART), part);
        }
        for (IndexedBlock block : index.live().values()) {
            if (block.isSkipped() && key.equals(key(index.tenant(), block.id()))) {
                EntryJson.write(root.putObject(BLOCK), index.tenant(), block);
            }
        }
        if (!root.has(PART) && !root.has(BLOCK)) {
            throw new IllegalArgumentException(
                    "mark is \"%s\" (expected one that the index should have)".formatted(key));
        }
        store.putIfAbsent(key, json.seal(root));
    }

    /// Whether a mark can be read, and is of the life that an index is of.
    ///
    /// @throws IOException if the store fails
    public boolean isWhole(TenantIndex index, String key) throws IOException {
        try {
            return read(index.tenant(), key).life().equals(index.life());
        } catch (NoSuchObjectException | CorruptIndexException e) {
            return false;
        }
    }

    /// Deletes a mark.
    public void delete(String key) throws IOException {
        store.delete(key);
    }

    /// Reads a mark.
    ///
    /// @throws NoSuchObjectException if there is none
    /// @throws CorruptIndexException if it is damaged
    public Mark read(TenantId tenant, String key) throws IOException {
        JsonNode root = json.read(key, tenant, store.get(key));
        try {
            Mark mark = mark(root);
            if (!key.equals(prefix(tenant) + name(mark))) {
                throw new CorruptIndexException(key, "it is the mark of " + name(mark));
            }
            return mark;
        } catch (IllegalArgumentException | ArithmeticException | DateTimeParseException e) {
            throw new CorruptIndexException(key, String.valueOf(e.getMessage()));
        }
    }

    private static Mark mark(JsonNode root) {
        String life = SealedJson.text(root.path(LIFE));
        @Nullable JsonNode part = root.get(PART);
        return part == null
                ? new Mark.Block(life, EntryJson.block(root.path(BLOCK)))
                : new Mark.Part(life, EntryJson.lost(part));
    }

    private static String name(Mark mark) {
        return switch (mark) {
            case Mark.Part(_, LostPart part) -> part.object();
            case Mark.Block(_, IndexedBlock block) -> BLOCKS + block.id().text();
        };
    }
}
