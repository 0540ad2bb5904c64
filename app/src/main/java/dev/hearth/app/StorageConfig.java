// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.objectstore.ObjectKeys;
import dev.hearth.objectstoreazure.AzureConfig;
import dev.hearth.objectstoreazure.AzureFlags;
import dev.hearth.objectstoregcs.GcsConfig;
import dev.hearth.objectstoregcs.GcsFlags;
import dev.hearth.objectstores3.S3Config;
import dev.hearth.objectstores3.S3Flags;
import dev.hearth.objectstoreswift.SwiftConfig;
import dev.hearth.objectstoreswift.SwiftFlags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where objects are stored.
///
/// @param backend kind of store, and all about it
/// @param prefix what the keys begin with in there, without a `/` at the end; empty for nothing
record StorageConfig(Backend backend, String prefix) {

    private static final Flag<Kind> BACKEND =
            Flag.choice(
                    "storage.backend",
                    Kind.FILESYSTEM,
                    "Kind of object storage: filesystem, s3, gcs, azure or swift.");

    private static final Flag<String> PREFIX =
            Flag.string(
                    "storage.prefix",
                    "",
                    "What the keys of all objects begin with in the bucket or folder, for several installations that share one. Letters, digits, and - _ . / between them.");

    private static final Flag<String> FOLDER =
            Flag.string(
                    "storage.filesystem.dir",
                    "",
                    "Folder of the object store of the filesystem backend. Empty is the folder store under -data-dir.");

    private enum Kind {
        FILESYSTEM,
        S3,
        GCS,
        AZURE,
        SWIFT
    }

    /// A kind of store.
    sealed interface Backend {

        /// A store of others, over a network.
        sealed interface Remote extends Backend {}

        /// A folder of this machine, or one that is mounted.
        record Filesystem(Path folder) implements Backend {}

        /// A bucket of S3.
        record S3(S3Config config) implements Remote {}

        /// A bucket of Google Cloud Storage.
        record Gcs(GcsConfig config) implements Remote {}

        /// A container of Azure Blob Storage.
        record Azure(AzureConfig config) implements Remote {}

        /// A container of OpenStack Swift.
        record Swift(SwiftConfig config) implements Remote {}
    }

    /// The flags that [#from] reads.
    static List<Flag<?>> flags() {
        List<Flag<?>> flags = new ArrayList<>(List.of(BACKEND, PREFIX, FOLDER));
        flags.addAll(S3Flags.all());
        flags.addAll(GcsFlags.all());
        flags.addAll(AzureFlags.all());
        flags.addAll(SwiftFlags.all());
        return flags;
    }

    /// Reads the settings.
    ///
    /// @param dataDir folder of everything that is kept on this machine
    /// @throws ConfigException if a value is not one of those known
    static StorageConfig from(Settings settings, Path dataDir) throws ConfigException {
        Backend backend =
                switch (settings.get(BACKEND)) {
                    case FILESYSTEM -> new Backend.Filesystem(folder(settings, dataDir));
                    case S3 -> new Backend.S3(S3Config.from(settings));
                    case GCS -> new Backend.Gcs(GcsConfig.from(settings));
                    case AZURE -> new Backend.Azure(AzureConfig.from(settings));
                    case SWIFT -> new Backend.Swift(SwiftConfig.from(settings));
                };
        return new StorageConfig(backend, prefix(settings));
    }

    private static Path folder(Settings settings, Path dataDir) {
        String folder = settings.get(FOLDER);
        return folder.isEmpty() ? dataDir.resolve("store") : Path.of(folder);
    }

    private static String prefix(Settings settings) throws ConfigException {
        String prefix = settings.get(PREFIX);
        if (prefix.isEmpty()) {
            return "";
        }
        try {
            if (prefix.matches("[\\w./-]+")) {
                return ObjectKeys.check(prefix);
            }
        } catch (IllegalArgumentException _) {
            // the one message below
        }
        throw new ConfigException(
                "%s is \"%s\" (expected letters, digits, and - _ . with / between parts)"
                        .formatted(PREFIX, prefix));
    }
}
