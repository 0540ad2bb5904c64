// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.disk.Disk;
import dev.hearth.objectstore.FilesystemObjectStore;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.objectstore.PrefixedObjectStore;
import dev.hearth.objectstore.ReadOnlyObjectStore;
import dev.hearth.objectstore.remote.ConditionalPutProbe;
import dev.hearth.objectstore.remote.RemoteObjectStore;
import dev.hearth.objectstore.remote.Retries;
import dev.hearth.objectstore.remote.UnsafeStoreException;
import dev.hearth.objectstoreazure.AzureContainers;
import dev.hearth.objectstoregcs.GcsBuckets;
import dev.hearth.objectstores3.S3Buckets;
import dev.hearth.objectstoreswift.SwiftContainers;
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
                    case StorageConfig.Backend.Remote remote -> tried(open(remote));
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
            case StorageConfig.Backend.Remote remote ->
                    new ReadOnlyObjectStore(prefixed(open(remote)));
        };
    }

    private ObjectStore open(StorageConfig.Backend.Remote remote) throws IOException {
        return switch (remote) {
            case StorageConfig.Backend.S3(var s3) -> {
                Retries retries = retries(s3.maxRetries());
                yield new RemoteObjectStore(S3Buckets.open(s3, retries), retries);
            }
            case StorageConfig.Backend.Gcs(var gcs) ->
                    new RemoteObjectStore(GcsBuckets.open(gcs), retries(gcs.maxRetries()));
            case StorageConfig.Backend.Azure(var azure) -> {
                Retries retries = retries(azure.maxRetries());
                yield new RemoteObjectStore(AzureContainers.open(azure, retries), retries);
            }
            case StorageConfig.Backend.Swift(var swift) ->
                    new RemoteObjectStore(SwiftContainers.open(swift), retries(swift.maxRetries()));
        };
    }

    private Retries retries(int most) {
        return new Retries(most, meters::retried);
    }

    private ObjectStore prefixed(ObjectStore store) {
        return config.prefix().isEmpty() ? store : new PrefixedObjectStore(store, config.prefix());
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
