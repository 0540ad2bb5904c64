// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.disk.Disk;
import dev.hearth.objectstore.FilesystemObjectStore;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.objectstore.PrefixedObjectStore;
import dev.hearth.objectstore.ReadOnlyObjectStore;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.ConditionalPutProbe;
import dev.hearth.objectstore.remote.RemoteObjectStore;
import dev.hearth.objectstore.remote.Retries;
import dev.hearth.objectstore.remote.UnsafeStoreException;
import dev.hearth.objectstores3.S3Buckets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;

/// Opens the object store that is configured. The client of a provider is loaded only if it is that
/// provider's store.
final class ObjectStores {

    private final StorageConfig config;
    private final Disk disk;
    private final StoreMeters meters;

    /// For a server, with metrics.
    ObjectStores(StorageConfig config, Disk disk, MeterRegistry registry) {
        this.config = config;
        this.disk = disk;
        this.meters = new StoreMeters(registry);
    }

    /// For a command.
    ObjectStores(StorageConfig config, Disk disk) {
        this(config, disk, new SimpleMeterRegistry());
    }

    /// Opens the store, and makes sure that it can be relied on.
    ///
    /// @throws IOException if it cannot be reached, or does not create objects atomically
    ObjectStore open() throws IOException {
        ObjectStore store =
                switch (config.backend()) {
                    case StorageConfig.Backend.Filesystem filesystem ->
                            prefixed(new FilesystemObjectStore(disk, filesystem.folder()));
                    case StorageConfig.Backend.S3 _ -> tried(remote());
                };
        return new MeteredObjectStore(store, meters);
    }

    /// Opens the store to read it.
    ///
    /// @throws IOException if it cannot be had
    ObjectStore openReadOnly() throws IOException {
        return switch (config.backend()) {
            case StorageConfig.Backend.Filesystem filesystem ->
                    prefixed(FilesystemObjectStore.openReadOnly(disk, filesystem.folder()));
            case StorageConfig.Backend.S3 _ -> new ReadOnlyObjectStore(prefixed(remote()));
        };
    }

    private ObjectStore remote() throws IOException {
        return switch (config.backend()) {
            case StorageConfig.Backend.S3(var s3) -> {
                Retries retries = new Retries(s3.maxRetries(), meters::retried);
                yield remote(S3Buckets.open(s3, retries), retries);
            }
            case StorageConfig.Backend.Filesystem filesystem ->
                    throw new IllegalStateException("store %s is no remote one".formatted(filesystem));
        };
    }

    private static ObjectStore remote(Bucket bucket, Retries retries) {
        return new RemoteObjectStore(bucket, retries);
    }

    private ObjectStore prefixed(ObjectStore store) {
        return config.prefix().isEmpty()
                ? store
                : new PrefixedObjectStore(store, config.prefix());
    }

    private ObjectStore tried(ObjectStore remote) throws IOException {
        ObjectStore store = prefixed(remote);
        try {
            new ConditionalPutProbe(store).run();
            return store;
        } catch (UnsafeStoreException e) {
            store.close();
            throw new IOException(
                    "object store cannot be used: %s; choose another with -storage.backend"
                            .formatted(e.getMessage()),
                    e);
        } catch (IOException e) {
            store.close();
            throw new IOException(
                    "object store failed when it was tried at the start: %s (expected conditional puts, reads and deletes to work, see -storage.backend)"
                            .formatted(e.getMessage()),
                    e);
        }
    }
}
