// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.config.ConfigException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The components that this process runs.
///
/// @param components at least one
/// @param isWhole whether this process is all there is, unless it is told where others are
record Targets(Set<Target> components, boolean isWhole) {

    private static final String ALL = "all";

    /// Copies.
    Targets {
        components = Set.copyOf(components);
    }

    /// Reads what `-target` says.
    ///
    /// @throws ConfigException if a name is not one of a component
    static Targets parse(List<String> names) throws ConfigException {
        if (names.equals(List.of(ALL))) {
            return new Targets(EnumSet.allOf(Target.class), true);
        }
        EnumSet<Target> components = EnumSet.noneOf(Target.class);
        for (String name : names) {
            components.add(component(name, names));
        }
        if (components.isEmpty()) {
            throw new ConfigException(
                    "-target is empty (expected all, or some of distributor, ingester, querier, compactor)");
        }
        return new Targets(components, false);
    }

    private static Target component(String name, List<String> names) throws ConfigException {
        for (Target target : Target.values()) {
            if (target.key().equals(name)) {
                return target;
            }
        }
        throw new ConfigException(
                "-target is \"%s\" (expected all, or some of distributor, ingester, querier, compactor)"
                        .formatted(String.join(",", names)));
    }

    boolean has(Target target) {
        return components.contains(target);
    }
}
