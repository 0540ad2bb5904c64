// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import dev.hearth.config.YamlSettings.Written;
import dev.hearth.config.text.YamlException;
import dev.hearth.config.text.YamlNode;
import dev.hearth.model.TenantId;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Reads runtime files: `overrides:`, tenants below it, limits below those. Of use once.
///
/// A later file replaces what an earlier one says, key by key; a limit that is a block itself is
/// put together of both.
final class OverridesReader {

    private static final String TOP = "overrides";
    private static final String LIMITS = "limits";

    private final Settings defaults;
    private final FlagSet flags = new FlagSet(LimitFlags.all());
    private final Map<TenantId, Map<Flag<?>, Written>> tenants = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    OverridesReader(Settings defaults) {
        this.defaults = defaults;
    }

    Overrides read(List<RuntimeFile> files) throws ConfigException {
        for (RuntimeFile file : files) {
            readFile(file);
        }
        Map<TenantId, Overrides.OneTenant> read = new TreeMap<>();
        for (Map.Entry<TenantId, Map<Flag<?>, Written>> tenant : tenants.entrySet()) {
            read.put(tenant.getKey(), override(tenant.getValue()));
        }
        return new Overrides(defaults, read, warnings);
    }

    private void readFile(RuntimeFile file) throws ConfigException {
        YamlNode root;
        try {
            root = YamlNode.parse(file.yaml());
        } catch (YamlException e) {
            throw new ConfigException(
                    "runtime file %s is no YAML: %s".formatted(file.name(), e.getMessage()));
        }
        for (Map.Entry<String, YamlNode> entry : entries(root, "(top)", file.name()).entrySet()) {
            if (!entry.getKey().equals(TOP)) {
                throw new ConfigException(
                        "%s is unknown (expected %s)"
                                .formatted(
                                        place(entry.getKey(), entry.getValue(), file.name()), TOP));
            }
            Map<String, YamlNode> blocks = entries(entry.getValue(), TOP, file.name());
            for (Map.Entry<String, YamlNode> block : blocks.entrySet()) {
                readTenant(block.getKey(), block.getValue(), file.name());
            }
        }
    }

    private void readTenant(String name, YamlNode block, String file) throws ConfigException {
        String path = TOP + "." + name;
        TenantId tenant;
        try {
            tenant = new TenantId(name);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "%s is no tenant: %s".formatted(place(path, block, file), e.getMessage()));
        }
        Map<Flag<?>, Written> own = tenants.computeIfAbsent(tenant, _ -> new LinkedHashMap<>());
        if (entries(block, path, file).isEmpty()) {
            return;
        }
        YamlSettings settings =
                YamlSettings.parse(
                        flags,
                        LIMITS,
                        block,
                        (key, node) -> place(path + key.substring(LIMITS.length()), node, file));
        warnings.addAll(settings.warnings());
        settings.values().forEach((flag, value) -> own.merge(flag, value, OverridesReader::merge));
    }

    private static Map<String, YamlNode> entries(YamlNode node, String what, String file)
            throws ConfigException {
        return switch (node) {
            case YamlNode.Null _ -> Map.of();
            case YamlNode.Mapping(Map<String, YamlNode> entries, _) -> entries;
            case YamlNode.Scalar _, YamlNode.Sequence _ ->
                    throw new ConfigException(
                            "%s is %s (expected a block of keys)"
                                    .formatted(place(what, node, file), node.kind()));
        };
    }

    private static String place(String path, YamlNode node, String file) {
        return "key %s in runtime file %s (line %d)".formatted(path, file, node.line());
    }

    private static Written merge(Written earlier, Written later) {
        return new Written(merge(earlier.value(), later.value()), later.place());
    }

    private static YamlNode merge(YamlNode earlier, YamlNode later) {
        if (!(earlier instanceof YamlNode.Mapping(Map<String, YamlNode> first, _))
                || !(later instanceof YamlNode.Mapping(Map<String, YamlNode> second, int line))) {
            return later;
        }
        Map<String, YamlNode> both = new LinkedHashMap<>(first);
        second.forEach((key, value) -> both.merge(key, value, OverridesReader::merge));
        return new YamlNode.Mapping(both, line);
    }

    private Overrides.OneTenant override(Map<Flag<?>, Written> written) throws ConfigException {
        IdentityHashMap<Flag<?>, Object> values = new IdentityHashMap<>();
        ConfigLoader.put(values, written);
        for (Map.Entry<Flag<?>, Written> entry : written.entrySet()) {
            if (TenantLimits.isNegative(values.get(entry.getKey()))) {
                throw new ConfigException(
                        "%s is %s (expected 0 or more)"
                                .formatted(entry.getValue().place(), entry.getValue().text()));
            }
        }
        Settings settings = defaults.with(values);
        return new Overrides.OneTenant(
                settings, Set.copyOf(written.keySet()), TenantLimits.fromSettings(settings));
    }
}
