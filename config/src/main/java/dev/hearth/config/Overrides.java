// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.model.TenantId;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The limits of tenants that differ from the defaults, as runtime files say them. Immutable.
public final class Overrides {

    private final Settings defaults;
    private final SortedMap<TenantId, OneTenant> tenants;
    private final List<String> warnings;

    /// What files say of one tenant.
    ///
    /// @param settings the defaults with what files say on top
    /// @param named limits that files name
    /// @param limits what comes of it
    record OneTenant(Settings settings, Set<Flag<?>> named, TenantLimits limits) {}

    Overrides(Settings defaults, Map<TenantId, OneTenant> tenants, List<String> warnings) {
        this.defaults = defaults;
        this.tenants = Collections.unmodifiableSortedMap(new TreeMap<>(tenants));
        this.warnings = List.copyOf(warnings);
    }

    /// No overrides.
    ///
    /// @param defaults what every tenant has
    public static Overrides none(Settings defaults) {
        return new Overrides(defaults, Map.of(), List.of());
    }

    /// Reads runtime files, the later of which win, key by key.
    ///
    /// @param defaults what a tenant has that files say nothing about
    /// @throws ConfigException with the file and line of what is wrong
    public static Overrides parse(List<RuntimeFile> files, Settings defaults)
            throws ConfigException {
        return new OverridesReader(defaults).read(files);
    }

    /// The limits of the tenants that are named.
    public Map<TenantId, TenantLimits> limits() {
        Map<TenantId, TenantLimits> limits = new HashMap<>();
        tenants.forEach((tenant, override) -> limits.put(tenant, override.limits()));
        return Map.copyOf(limits);
    }

    /// Keys that are accepted but do nothing.
    public List<String> warnings() {
        return warnings;
    }

    /// Every limit of the tenants that are named, as YAML that could be read again.
    public String all() {
        return ConfigYaml.overrides(settings(), LimitFlags.all(), (_, _) -> true);
    }

    /// What differs from the defaults of this process, as YAML that could be read again.
    public String diff() {
        return ConfigYaml.overrides(
                settings(),
                LimitFlags.all(),
                (flag, settings) -> ConfigYaml.differs(flag, settings, defaults));
    }

    private SortedMap<TenantId, Settings> settings() {
        SortedMap<TenantId, Settings> settings = new TreeMap<>();
        tenants.forEach((tenant, override) -> settings.put(tenant, override.settings()));
        return settings;
    }

    /// Visits each limit that a file names for a tenant and that is a number, a duration (in
    /// seconds) or a truth value (1 or 0).
    public void forEachNumber(NumberVisitor visitor) {
        tenants.forEach((tenant, override) -> {
            for (Flag<?> flag : LimitFlags.all()) {
                if (override.named().contains(flag)) {
                    visit(visitor, tenant, flag, override.settings());
                }
            }
        });
    }

    private static <T> void visit(
            NumberVisitor visitor, TenantId tenant, Flag<T> flag, Settings settings) {
        String path = flag.yamlPath();
        String key = path.substring(path.indexOf('.') + 1);
        switch (settings.get(flag)) {
            case Number number -> visitor.visit(tenant, key, number.doubleValue());
            case Duration span -> visitor.visit(tenant, key, (double) span.toNanos() / 1e9);
            case Boolean truth -> visitor.visit(tenant, key, truth ? 1 : 0);
            default -> {}
        }
    }

    /// Takes limits one by one.
    @FunctionalInterface
    public interface NumberVisitor {

        /// Takes one.
        ///
        /// @param key key in YAML, below the tenant
        void visit(TenantId tenant, String key, double value);
    }
}
