// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// Names of flags or YAML keys that Grafana Pyroscope has and Hearth may not. They are accepted
/// with a warning, so that a configuration can be carried over.
///
/// The resource has one name a line; one that ends in `.*` stands for everything below it.
final class PeerNames {

    private final Set<String> names = new HashSet<>();
    private final Set<String> prefixes = new HashSet<>();

    private PeerNames() {}

    /// The flags, read when first needed: most starts have none.
    static PeerNames flags() {
        return read("peer-flags.txt");
    }

    /// The YAML keys, as paths from the top.
    static PeerNames yamlKeys() {
        return read("peer-yaml-keys.txt");
    }

    private static PeerNames read(String resource) {
        PeerNames names = new PeerNames();
        try (InputStream in = PeerNames.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private void add(String line) {
        if (line.endsWith(".*")) {
            prefixes.add(line.substring(0, line.length() - 2));
        } else {
            names.add(line);
        }
    }

    /// Whether a name starts with `prefix`.
    boolean hasBelow(String prefix) {
        return names.stream().anyMatch(name -> name.startsWith(prefix))
                || prefixes.stream().anyMatch(name -> name.startsWith(prefix));
    }

    boolean contains(String name) {
        if (names.contains(name) || prefixes.contains(name)) {
            return true;
        }
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            if (prefixes.contains(name.substring(0, dot))) {
                return true;
            }
        }
        return false;
    }
}
