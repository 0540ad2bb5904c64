// SPDX-License-Identifier: Apache-2.0
package dev.hearth.block.index;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.block.BlockId;
import dev.hearth.block.BlockKeys;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import java.io.IOException;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/// The objects of deletions, `tenants/<tenant>/deletions/<ulid>`. A deletion counts once it is in
/// the index; its object, written before, is what an index that is made anew takes it from. Safe
/// for many threads.
public final class DeletionStore {

    private final ObjectStore store;
    private final SealedJson json = new SealedJson();

    /// @param store the caller closes it
    public DeletionStore(ObjectStore store) {
        this.store = store;
    }

    /// What the keys of all deletions of a tenant begin with.
    public static String prefix(TenantId tenant) {
        return BlockKeys.tenant(tenant) + "deletions/";
    }

    /// Key of a deletion's object.
    public static String key(TenantId tenant, BlockId deletion) {
        return prefix(tenant) + deletion.text();
    }

    /// Writes a deletion.
    ///
    /// @param deletion one with a name that was not used before
    /// @throws IOException if the store fails
    public void put(TenantId tenant, Deletion deletion) throws IOException {
        ObjectNode root = json.open(tenant);
        DeletionJson.write(root, deletion);
        String key = key(tenant, deletion.id());
        if (!store.putIfAbsent(key, json.seal(root))) {
            throw new IOException("object \"%s\" is there (expected a new one)".formatted(key));
        }
    }

    /// Reads the deletions of a tenant that have an object, in order of their names.
    ///
    /// @throws CorruptIndexException if one is damaged
    public List<Deletion> list(TenantId tenant) throws IOException {
        List<Deletion> deletions = new ArrayList<>();
        for (String key : ObjectFolders.keys(store, prefix(tenant))) {
            try {
                deletions.add(read(tenant, key));
            } catch (NoSuchObjectException e) {
                // Deleted meanwhile.
            }
        }
        return deletions;
    }

    /// Reads a deletion's object.
    ///
    /// @throws NoSuchObjectException if there is none
    /// @throws CorruptIndexException if it is damaged
    public Deletion read(TenantId tenant, String key) throws IOException {
        try {
            Deletion deletion = DeletionJson.read(json.read(key, tenant, store.get(key)));
            if (!key(tenant, deletion.id()).equals(key)) {
                throw new CorruptIndexException(key, "deletion is " + deletion.id());
            }
            return deletion;
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new CorruptIndexException(key, String.valueOf(e.getMessage()));
        }
    }

    /// Deletes a deletion's object; does nothing if there is none.
    public void delete(TenantId tenant, BlockId deletion) throws IOException {
        store.delete(key(tenant, deletion));
    }
}
