// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A piece of YAML, or of JSON, which is the same with more quotes. Immutable.
///
/// Scalars keep their text as it was written: what it means depends on who reads it.
public sealed interface YamlNode {

    /// Line on which it begins, from 1.
    int line();

    /// What it is, for messages: `a list`.
    String kind();

    /// A value.
    ///
    /// @param text as written, without quotes
    record Scalar(String text, int line) implements YamlNode {
        @Override
        public String kind() {
            return "a value";
        }
    }

    /// `null`, `~`, or nothing at all.
    record Null(int line) implements YamlNode {
        @Override
        public String kind() {
            return "nothing";
        }
    }

    /// A list.
    ///
    /// @param items in order
    record Sequence(List<YamlNode> items, int line) implements YamlNode {
        /// Keeps a copy of the list.
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /// Keys and their values.
    ///
    /// @param entries in the order in which they were written
    record Mapping(Map<String, YamlNode> entries, int line) implements YamlNode {
        /// Keeps a copy of the map.
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String kind() {
            return "a block";
        }
    }

    /// Reads one YAML document. Aliases are resolved and merge keys (`<<`) applied; a repeated key
    /// is an error.
    ///
    /// @throws YamlException if it is no YAML, or too large or too deep to be a configuration
    static YamlNode parse(String text) throws YamlException {
        return new YamlReader().read(text);
    }

    /// The same as JSON on one line; every scalar is quoted.
    default String json() {
        return switch (this) {
            case Scalar(String text, _) -> JsonText.quoted(text);
            case Null _ -> "null";
            case Sequence(List<YamlNode> items, _) -> {
                List<String> parts = new ArrayList<>();
                items.forEach(item -> parts.add(item.json()));
                yield "[" + String.join(",", parts) + "]";
            }
            case Mapping(Map<String, YamlNode> entries, _) -> {
                List<String> parts = new ArrayList<>();
                entries.forEach(
                        (key, value) -> parts.add(JsonText.quoted(key) + ":" + value.json()));
                yield "{" + String.join(",", parts) + "}";
            }
        };
    }
}
