// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.text;

import java.util.function.Function;

/// How a value that has parts is read from YAML and written again.
///
/// @param reader YAML to value; throws [IllegalArgumentException] with a message for the operator
/// @param writer value to JSON on one line, which the reader reads back
/// @param <T> the value
public record Structure<T>(Function<YamlNode, T> reader, Function<T, String> writer) {

    /// Reads a text: YAML or JSON.
    ///
    /// @throws IllegalArgumentException with a message for the operator
    public T parse(String text) {
        try {
            return reader.apply(YamlNode.parse(text));
        } catch (YamlException e) {
            throw new IllegalArgumentException("the value is no YAML: " + e.getMessage(), e);
        }
    }

    /// Writes a value as JSON on one line.
    public String format(T value) {
        return writer.apply(value);
    }
}
