// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.hearth.config.Limits;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.proto.debuginfo.v1alpha1.FileMetadata;
import dev.hearth.proto.debuginfo.v1alpha1.ObjectMetadata;
import dev.hearth.symbolizer.DebuginfoException.Reason;
import dev.hearth.symbolizer.elf.ElfFile;
import dev.hearth.symbolizer.elf.MalformedDebuginfoException;
import dev.hearth.symbolizer.table.SymbolTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The debug files of all tenants, in the object store.
///
/// An upload has three steps: [#begin], [#receive], [#finish]. Each leaves whole objects or none;
/// only the last, one put, makes the file one that is there. An upload that was begun and not
/// finished within [#STALE_AFTER] may be begun anew by anybody. Safe for many threads; calls block.
public final class DebuginfoStore {

    /// Longest that one body may take.
    public static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(2);

    /// An upload that takes longer has failed.
    public static final Duration STALE_AFTER = Duration.ofMinutes(5).plus(UPLOAD_TIMEOUT);

    /// No file is larger, whatever the limit of its tenant.
    private static final long LARGEST_FILE = 1L << 30;

    /// Most bytes that a client may tell of a file: names and ids, which are listed all together.
    private static final int MAX_METADATA_BYTES = 64 << 10;

    /// Whether a client should upload a file.
    ///
    /// @param shouldUpload whether
    /// @param reason why, for people
    public record Invitation(boolean shouldUpload, String reason) {}

    /// Files that are read at the same time: each may take a share of the heap.
    private static final int READERS = 1;

    private final ObjectStore store;
    private final SymbolTables tables;
    private final Path folder;
    private final Limits limits;
    private final InstantSource clock;
    private final TableMaker maker = new TableMaker(TableMaker.Bounds.usual());
    private final Semaphore readers = new Semaphore(READERS);

    /// Removes what an earlier process left in the folder.
    ///
    /// @param tables what queries know of the same store
    /// @param limits how large the files of each tenant may be
    /// @param folder where bodies are kept until they are stored; made if there is none; all that
    ///   is in it belongs to this
    public DebuginfoStore(
            ObjectStore store, SymbolTables tables, Path folder, Limits limits, InstantSource clock)
            throws IOException {
        this.store = store;
        this.tables = tables;
        this.folder = folder;
        this.limits = limits;
        this.clock = clock;
        Files.createDirectories(folder);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// Begins an upload, if the file is wanted.
    ///
    /// @throws DebuginfoException if the file has no build id, or too much is told of it
    public Invitation begin(TenantId tenant, FileMetadata file)
            throws IOException, DebuginfoException {
        BuildId id = id(file.getGnuBuildId());
        if (file.getSerializedSize() > MAX_METADATA_BYTES) {
            throw new DebuginfoException(
                    Reason.WRONG,
                    "what is told of the file has %d bytes (limit %d)"
                            .formatted(file.getSerializedSize(), MAX_METADATA_BYTES));
        }
        DebuginfoKeys keys = new DebuginfoKeys(tenant);
        if (store.size(keys.metadata(id)) >= 0) {
            return new Invitation(false, "the file is here already");
        }
        ObjectMetadata before = metadata(keys.upload(id));
        if (before != null) {
            if (!isStale(before)) {
                return new Invitation(false, "the file is being uploaded");
            }
            store.delete(keys.upload(id));
        }
        ObjectMetadata begun =
                ObjectMetadata.newBuilder()
                        .setFile(file.toBuilder().setGnuBuildId(id.value()))
                        .setState(ObjectMetadata.State.STATE_UPLOADING)
                        .setStartedAt(timestamp(clock.instant()))
                        .build();
        if (!store.putIfAbsent(keys.upload(id), begun.toByteArray())) {
            return new Invitation(false, "the file is being uploaded");
        }
        return new Invitation(
                true,
                before == null ? "the file is new" : "an earlier upload did not come to its end");
    }

    private boolean isStale(ObjectMetadata begun) {
        Instant start = Instant.ofEpochSecond(begun.getStartedAt().getSeconds());
        return clock.instant().isAfter(start.plus(STALE_AFTER));
    }

    private static Timestamp timestamp(Instant at) {
        return Timestamp.newBuilder()
                .setSeconds(at.getEpochSecond())
                .setNanos(at.getNano())
                .build();
    }

    private static BuildId id(String text) throws DebuginfoException {
        try {
            return BuildId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new DebuginfoException(Reason.WRONG, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable ObjectMetadata metadata(String key) throws IOException {
        try {
            return ObjectMetadata.parseFrom(store.get(key));
        } catch (NoSuchObjectException _) {
            return null;
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("object \"%s\" is no metadata".formatted(key), e);
        }
    }

    /// Takes the file of an upload that was begun, makes its table, and stores both.
    ///
    /// @param buildId as the client wrote it
    /// @param body the file
    /// @param isCancelled asked now and then whether to stop
    /// @throws DebuginfoException if no upload was begun, or the file cannot be used
    public void receive(
            TenantId tenant, String buildId, InputStream body, BooleanSupplier isCancelled)
            throws IOException, DebuginfoException, InterruptedException {
        BuildId id = id(buildId);
        DebuginfoKeys keys = new DebuginfoKeys(tenant);
        checkBegun(keys, id);
        long limit = maxFileBytes(tenant);
        try (UploadFile file = UploadFile.receive(folder, body, limit, isCancelled)) {
            SymbolTable table = table(file, id, isCancelled);
            FileChecksums checksums = new FileChecksums();
            checksums.put("exe", file.path());
            checksums.put("symbols-v1", table.bytes());
            checkBegun(keys, id);
            removeContent(keys, id);
            store.putIfAbsent(keys.executable(id), ObjectContent.of(file.path()));
            store.putIfAbsent(keys.table(id), table.bytes());
            store.putIfAbsent(keys.checksums(id), checksums.encode());
            if (store.size(keys.upload(id)) < 0 && store.size(keys.metadata(id)) < 0) {
                // Deleted meanwhile, perhaps with the tenant: nothing may come back.
                removeContent(keys, id);
                checkBegun(keys, id);
            }
        }
    }

    private void removeContent(DebuginfoKeys keys, BuildId id) throws IOException {
        store.delete(keys.checksums(id));
        store.delete(keys.table(id));
        store.delete(keys.executable(id));
    }

    private long maxFileBytes(TenantId tenant) {
        long limit = limits.of(tenant).queries().symbolizer().maxSymbolBytes();
        return limit == 0 ? LARGEST_FILE : Math.min(limit, LARGEST_FILE);
    }

    private void checkBegun(DebuginfoKeys keys, BuildId id) throws IOException, DebuginfoException {
        if (store.size(keys.metadata(id)) >= 0) {
            throw new DebuginfoException(
                    Reason.OUT_OF_ORDER, "the file with build id %s is here already".formatted(id));
        }
        if (store.size(keys.upload(id)) < 0) {
            throw new DebuginfoException(
                    Reason.OUT_OF_ORDER,
                    "no upload of build id %s was begun (expected ShouldInitiateUpload first)"
                            .formatted(id));
        }
    }

    private SymbolTable table(UploadFile file, BuildId id, BooleanSupplier isCancelled)
            throws IOException, DebuginfoException, InterruptedException {
        readers.acquire();
        try {
            ElfFile elf = maker.open(file.bytes(), file);
            String found = elf.gnuBuildId();
            if (!found.isEmpty() && !found.equals(id.value())) {
                throw new DebuginfoException(
                        Reason.WRONG,
                        "the file has build id %s (expected %s)".formatted(found, id));
            }
            return maker.make(elf, isCancelled);
        } catch (MalformedDebuginfoException e) {
            throw new DebuginfoException(Reason.WRONG, e.getMessage());
        } finally {
            readers.release();
        }
    }

    /// Ends an upload: from here on queries use the file. Does nothing for one that has ended.
    ///
    /// @throws DebuginfoException if no upload was begun, or the file was not received
    public void finish(TenantId tenant, String buildId) throws IOException, DebuginfoException {
        BuildId id = id(buildId);
        DebuginfoKeys keys = new DebuginfoKeys(tenant);
        ObjectMetadata begun = metadata(keys.upload(id));
        if (begun == null) {
            if (store.size(keys.metadata(id)) < 0) {
                throw unknown(id);
            }
            return;
        }
        long size = store.size(keys.executable(id));
        if (size < 0 || store.size(keys.table(id)) < 0) {
            throw new DebuginfoException(
                    Reason.OUT_OF_ORDER,
                    "the file with build id %s was not received (expected its upload first)"
                            .formatted(id));
        }
        ObjectMetadata done =
                begun.toBuilder()
                        .setState(ObjectMetadata.State.STATE_UPLOADED)
                        .setFinishedAt(timestamp(clock.instant()))
                        .setSizeBytes(size)
                        .build();
        enterChecksum(keys, id, done.toByteArray());
        if (!store.putIfAbsent(keys.metadata(id), done.toByteArray())) {
            enterChecksum(keys, id, store.get(keys.metadata(id)));
        }
        if (store.size(keys.executable(id)) < 0 || store.size(keys.table(id)) < 0) {
            // Deleted meanwhile, perhaps with the tenant: nothing may come back.
            store.delete(keys.metadata(id));
            store.delete(keys.upload(id));
            removeContent(keys, id);
            throw unknown(id);
        }
        store.delete(keys.upload(id));
        tables.changed(tenant);
    }

    /// Checksums of another file are dropped: an older process that deletes a file, or receives it
    /// anew, leaves those of the earlier one.
    private void enterChecksum(DebuginfoKeys keys, BuildId id, byte[] metadata) throws IOException {
        FileChecksums checksums;
        try {
            checksums = FileChecksums.decode(store.get(keys.checksums(id)));
        } catch (NoSuchObjectException _) {
            return; // received by a process that made none
        }
        store.delete(keys.checksums(id));
        if (checksums != null
                && checksums.isLength("exe", store.size(keys.executable(id)))
                && checksums.isLength("symbols-v1", store.size(keys.table(id)))) {
            checksums.put("metadata", metadata);
            store.putIfAbsent(keys.checksums(id), checksums.encode());
        }
    }

    private static DebuginfoException unknown(BuildId id) {
        return new DebuginfoException(Reason.UNKNOWN, "no file has build id %s".formatted(id));
    }

    /// All files of a tenant, those included that are being uploaded, in order of build id.
    public List<ObjectMetadata> list(TenantId tenant) throws IOException {
        DebuginfoKeys keys = new DebuginfoKeys(tenant);
        TreeMap<BuildId, ObjectMetadata> all = new TreeMap<>();
        for (BuildId id : keys.begun(store)) {
            ObjectMetadata begun = metadata(keys.upload(id));
            if (begun != null) {
                all.put(id, begun);
            }
        }
        for (BuildId id : keys.complete(store)) {
            ObjectMetadata complete = metadata(keys.metadata(id));
            if (complete != null) {
                all.put(id, complete);
            }
        }
        return new ArrayList<>(all.values());
    }

    /// Removes a file, complete or not.
    ///
    /// @throws DebuginfoException if there is none
    public void delete(TenantId tenant, String buildId) throws IOException, DebuginfoException {
        BuildId id = id(buildId);
        DebuginfoKeys keys = new DebuginfoKeys(tenant);
        if (store.size(keys.metadata(id)) < 0 && store.size(keys.upload(id)) < 0) {
            throw unknown(id);
        }
        store.delete(keys.metadata(id));
        tables.changed(tenant);
        store.delete(keys.upload(id));
        removeContent(keys, id);
    }
}
