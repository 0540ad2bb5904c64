// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectFolders;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.proto.debuginfo.v1alpha1.ObjectMetadata;
import dev.hearth.symbolizer.table.CorruptTableException;
import dev.hearth.symbolizer.table.SymbolTable;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Checks every byte of the debug files of a store. Writes nothing. For one thread; blocks.
public final class DebuginfoVerifier {

    /// Hears what is looked at, and what is wrong.
    public interface Listener {

        /// An object is about to be read.
        void checking(String object);

        /// Something is wrong with an object.
        void problem(String object, String what);
    }

    /// What was looked at.
    ///
    /// @param files complete debug files
    /// @param unfinished uploads that did not come to their end yet, or never will
    /// @param bytes bytes that were read
    /// @param problems how many there were
    public record Summary(long files, long unfinished, long bytes, long problems) {}

    private final ObjectStore store;
    private final Listener listener;
    private long files;
    private long unfinished;
    private long bytes;
    private long problems;

    /// @param store the caller closes it
    public DebuginfoVerifier(ObjectStore store, Listener listener) {
        this.store = store;
        this.listener = listener;
    }

    /// Reads everything.
    ///
    /// @throws IOException if the store fails
    public Summary run() throws IOException {
        for (String tenant : ObjectFolders.names(store, DebuginfoKeys.ROOT)) {
            DebuginfoKeys keys;
            try {
                keys = new DebuginfoKeys(new TenantId(tenant));
            } catch (IllegalArgumentException e) {
                problem(DebuginfoKeys.ROOT + tenant, "folder is no tenant: " + e.getMessage());
                continue;
            }
            for (String name : ObjectFolders.names(store, keys.prefix())) {
                try {
                    verify(keys, new BuildId(name));
                } catch (IllegalArgumentException e) {
                    problem(keys.prefix() + name, String.valueOf(e.getMessage()));
                }
            }
        }
        return new Summary(files, unfinished, bytes, problems);
    }

    private void problem(String object, String what) {
        problems++;
        listener.problem(object, what);
    }

    /// What is deleted meanwhile is no problem.
    private void verify(DebuginfoKeys keys, BuildId id) throws IOException {
        String key = keys.metadata(id);
        if (store.size(key) < 0) {
            unfinished++;
            return;
        }
        SortedMap<String, String> found = new TreeMap<>();
        try {
            check(keys, id, found);
        } catch (NoSuchObjectException e) {
            found.put(e.key(), "object is missing");
        }
        if (store.size(key) >= 0) {
            files++;
            found.forEach(this::problem);
        }
    }

    private void check(DebuginfoKeys keys, BuildId id, Map<String, String> found)
            throws IOException {
        FileChecksums checksums = checksums(keys.checksums(id), found);
        for (String name : DebuginfoKeys.CHECKED) {
            String key = keys.key(id, "/" + name);
            listener.checking(key);
            long size = store.size(key);
            if (size < 0) {
                found.put(key, "object is missing");
                continue;
            }
            bytes += size;
            String what = checksums.problem(name, store, key, size);
            if (what != null) {
                found.put(key, what);
            }
        }
        checkMetadata(keys, id, found);
        checkTable(keys.table(id), found);
    }

    /// Those of a file that was stored before checksums were: none.
    private FileChecksums checksums(String key, Map<String, String> found) throws IOException {
        FileChecksums read = new FileChecksums();
        if (store.size(key) >= 0) {
            listener.checking(key);
            FileChecksums decoded = FileChecksums.decode(store.get(key));
            if (decoded == null) {
                found.put(key, "checksum of the checksums is wrong");
            } else {
                read = decoded;
            }
        }
        return read;
    }

    private void checkMetadata(DebuginfoKeys keys, BuildId id, Map<String, String> found)
            throws IOException {
        String key = keys.metadata(id);
        ObjectMetadata metadata = metadata(store.get(key));
        if (metadata == null) {
            found.putIfAbsent(key, "object is no metadata");
            return;
        }
        if (!metadata.getFile().getGnuBuildId().equals(id.value())) {
            found.putIfAbsent(
                    key,
                    "build id is \"%s\" (expected %s)"
                            .formatted(metadata.getFile().getGnuBuildId(), id));
        }
        long size = store.size(keys.executable(id));
        if (!found.containsKey(key) && size >= 0 && size != metadata.getSizeBytes()) {
            found.putIfAbsent(
                    keys.executable(id),
                    "file has %d bytes (expected %d)".formatted(size, metadata.getSizeBytes()));
        }
    }

    private static @Nullable ObjectMetadata metadata(byte[] from) {
        try {
            return ObjectMetadata.parseFrom(from);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    private void checkTable(String key, Map<String, String> found) throws IOException {
        try {
            SymbolTable.open(store.get(key));
        } catch (CorruptTableException e) {
            found.putIfAbsent(key, String.valueOf(e.getMessage()));
        }
    }
}
