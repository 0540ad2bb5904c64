// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.runtime;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Limits;
import dev.hearth.config.Overrides;
import dev.hearth.config.RuntimeFile;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Limits of tenants: those of flags and configuration, and over them what runtime files say.
///
/// [#reload] reads the files again; when they cannot be read or are wrong, what was there before
/// stays. Reloads come one after another; anybody may ask meanwhile. A tenant whose limits did not
/// change keeps the same record.
public final class RuntimeLimits implements Limits {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeLimits.class);

    private static final Duration REMOTE_TIMEOUT = Duration.ofSeconds(10);

    private final RuntimeConfig config;
    private final Settings settings;
    private final TenantLimits defaults;
    private final RuntimeSource source;

    private volatile State state;
    private volatile String problem = "";

    /// What the files said when they were last good.
    ///
    /// @param hash SHA-256 of all of them, in hexadecimal
    private record State(Overrides overrides, Map<TenantId, TenantLimits> limits, String hash) {}

    /// Reads the files for the first time.
    ///
    /// @param settings limits of tenants that the files say nothing about
    /// @throws ConfigException if a file cannot be read or is wrong, or the settings are
    public RuntimeLimits(RuntimeConfig config, Settings settings) throws ConfigException {
        this(config, settings, new FilesAndUrls(REMOTE_TIMEOUT));
    }

    RuntimeLimits(RuntimeConfig config, Settings settings, RuntimeSource source)
            throws ConfigException {
        this.config = config;
        this.settings = settings;
        this.defaults = TenantLimits.fromSettings(settings);
        this.source = source;
        this.state = new State(Overrides.none(settings), Map.of(), "");
        try {
            load();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigException("runtime files were not read: the start was interrupted");
        }
    }

    @Override
    public TenantLimits of(TenantId tenant) {
        return state.limits().getOrDefault(tenant, defaults);
    }

    /// Whether there are any files.
    public boolean isConfigured() {
        return !config.files().isEmpty();
    }

    /// Time between two reloads.
    public Duration reloadPeriod() {
        return config.reloadPeriod();
    }

    /// What the files say, or said when they were last good.
    public Overrides overrides() {
        return state.overrides();
    }

    /// SHA-256 of all files when they were last good, in hexadecimal; empty if there are none.
    public String hash() {
        return state.hash();
    }

    /// What was wrong with the files when they were last read; empty if nothing was.
    public String problem() {
        return problem;
    }

    /// Reads the files again. A new problem is logged once.
    ///
    /// @throws InterruptedException if the thread is interrupted meanwhile; nothing has changed
    public void reload() throws InterruptedException {
        try {
            boolean isNew = load();
            if (isNew || !problem.isEmpty()) {
                LOG.info("limits of tenants were read anew from {}", config.files());
            }
            problem = "";
        } catch (ConfigException e) {
            String found = String.valueOf(e.getMessage());
            if (!found.equals(problem)) {
                LOG.error("limits of tenants stay as they were: {}", found);
            }
            problem = found;
        }
    }

    /// @return whether something is new
    private boolean load() throws ConfigException, InterruptedException {
        if (config.files().isEmpty()) {
            return false;
        }
        List<RuntimeFile> files = new ArrayList<>();
        MessageDigest digest = sha256();
        for (String name : config.files()) {
            RuntimeFile file = new RuntimeFile(name, read(name));
            files.add(file);
            digest.update(file.yaml().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        if (hash.equals(state.hash())) {
            return false;
        }
        Overrides overrides = Overrides.parse(files, settings);
        overrides.warnings().forEach(LOG::warn);
        state = new State(overrides, keepingEqualOnes(overrides.limits()), hash);
        return true;
    }

    private String read(String name) throws ConfigException, InterruptedException {
        try {
            return source.read(name);
        } catch (IOException e) {
            throw new ConfigException(
                    "runtime file %s cannot be read: %s".formatted(name, e.getMessage()));
        }
    }

    /// So that what hangs on a tenant's limits by identity is made anew only when it must be.
    private Map<TenantId, TenantLimits> keepingEqualOnes(Map<TenantId, TenantLimits> limits) {
        Map<TenantId, TenantLimits> kept = new HashMap<>();
        Map<TenantId, TenantLimits> old = state.limits();
        limits.forEach((tenant, own) -> {
            TenantLimits before = old.get(tenant);
            kept.put(tenant, own.equals(before) ? before : own);
        });
        return Map.copyOf(kept);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the platform has no SHA-256", e);
        }
    }
}
