// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.model.TenantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What an operator can set on the process as a whole.
///
/// @param targets the components that it runs
/// @param dataDir folder of everything that is kept on this machine
/// @param storage where objects are stored
/// @param cacheBytes memory for decoded parts of segments
/// @param selfProfiling who owns the profiles of this process
/// @param shutdownTimeout longest time that a stop may take; zero is no limit
record AppConfig(
        Targets targets,
        Path dataDir,
        StorageConfig storage,
        long cacheBytes,
        SelfProfiling selfProfiling,
        Duration shutdownTimeout) {

    private static final Flag<List<String>> TARGET =
            Flag.list(
                            "target",
                            List.of("all"),
                            "Components that this process runs: all for every one of them in this one process, or some of distributor, ingester, querier, compactor.")
                    .yaml("target");

    private static final Flag<String> DATA_DIR =
            Flag.string(
                            "data-dir",
                            "./data",
                            "Folder of everything that is kept on this machine: the log and, with the filesystem backend, the object store.")
                    .yaml("data_dir");

    private static final Flag<Boolean> DISABLE_SELF_PUSH =
            Flag.bool(
                    "self-profiling.disable-push",
                    false,
                    "Do not profile this process. Otherwise its own CPU, allocations and locks are recorded and kept as the service hearth.");

    private static final Flag<String> SELF_TENANT =
            Flag.string(
                            "self-profiling.tenant-id",
                            "",
                            "Tenant of the profiles of this process when multi-tenancy is on. Empty profiles nothing then.")
                    .advanced();

    private static final Flag<Long> CACHE_BYTES =
            Flag.bytes(
                            "storage.cache-bytes",
                            0,
                            "Memory for decoded parts of segments (symbols, stacks, series). 0 is 1/8 of the memory that the JVM may use.")
                    .advanced();

    private static final Flag<Duration> SHUTDOWN_TIMEOUT =
            Flag.duration(
                            "shutdown-timeout",
                            Duration.ofSeconds(80),
                            "Longest time that a stop may take. Whatever it waits for then, say an object store that hangs, the process ends with exit code 1; what was acknowledged is in the log and is read at the next start. Best below the time after which whoever sent the signal kills the process. 0 is no limit.")
                    .yaml("shutdown_timeout")
                    .advanced();

    /// Whether this process profiles itself, and for whom.
    sealed interface SelfProfiling {

        /// It does not.
        record Off() implements SelfProfiling {}

        /// It does, for a tenant.
        record On(TenantId tenant) implements SelfProfiling {}
    }

    /// The flags that [#from] reads.
    static List<Flag<?>> flags() {
        List<Flag<?>> flags =
                new ArrayList<>(
                        List.of(
                                TARGET,
                                DATA_DIR,
                                CACHE_BYTES,
                                DISABLE_SELF_PUSH,
                                SELF_TENANT,
                                SHUTDOWN_TIMEOUT));
        flags.addAll(StorageConfig.flags());
        return flags;
    }

    /// Reads the settings.
    ///
    /// @param multitenancy whether requests must name their tenant
    /// @throws ConfigException if a value is not one of those known
    static AppConfig from(Settings settings, boolean multitenancy) throws ConfigException {
        if (settings.get(DATA_DIR).isEmpty()) {
            throw new ConfigException(
                    "-data-dir is empty (expected a folder, for instance ./data)");
        }
        Path dataDir = Path.of(settings.get(DATA_DIR));
        return new AppConfig(
                Targets.parse(settings.get(TARGET)),
                dataDir,
                StorageConfig.from(settings, dataDir),
                cacheBytes(settings),
                selfProfiling(settings, multitenancy),
                shutdownTimeout(settings));
    }

    private static Duration shutdownTimeout(Settings settings) throws ConfigException {
        Duration timeout = settings.get(SHUTDOWN_TIMEOUT);
        if (timeout.isNegative()) {
            throw new ConfigException(
                    "%s is %s (expected 0 or more)".formatted(SHUTDOWN_TIMEOUT, timeout));
        }
        return timeout;
    }

    private static long cacheBytes(Settings settings) throws ConfigException {
        long bytes = settings.get(CACHE_BYTES);
        if (bytes < 0) {
            throw new ConfigException(
                    "%s is %d (expected 0 or more)".formatted(CACHE_BYTES, bytes));
        }
        return bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / 8;
    }

    private static SelfProfiling selfProfiling(Settings settings, boolean multitenancy)
            throws ConfigException {
        String tenant = settings.get(SELF_TENANT);
        if (settings.get(DISABLE_SELF_PUSH) || (multitenancy && tenant.isEmpty())) {
            return new SelfProfiling.Off();
        }
        if (!multitenancy) {
            return new SelfProfiling.On(TenantId.ANONYMOUS);
        }
        try {
            return new SelfProfiling.On(new TenantId(tenant));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("%s: %s".formatted(SELF_TENANT, e.getMessage()));
        }
    }
}
