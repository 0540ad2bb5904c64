// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.LabelMatcher;
import dev.hearth.model.Labels;
import dev.hearth.model.ProfileType;
import dev.hearth.model.Selector;
import dev.hearth.server.StatusException;
import java.util.stream.Collectors;

/// A selector whose metric name is a profile type: `memory:alloc_space:bytes::{service_name="x"}`.
///
/// @param type the profile type
/// @param selector the rest, as text
record TypedSelector(ProfileType type, String selector) {

    /// Reads one.
    ///
    /// @param field name of the parameter, for the messages
    /// @throws StatusException if it is not one
    static TypedSelector parse(String field, String text) throws StatusException {
        Selector parsed;
        ProfileType type;
        try {
            parsed = Selector.parse(text);
            String name = parsed.metricName();
            if (name == null) {
                throw RequestReader.invalid(
                        "\"%s\" must contain a profile-type selection".formatted(field));
            }
            type = ProfileType.parse(name);
        } catch (IllegalArgumentException e) {
            throw RequestReader.invalid(
                    "failed to parse \"%s\": %s".formatted(field, e.getMessage()));
        }
        return new TypedSelector(type, text(parsed.without(Labels.NAME)));
    }

    private static String text(Selector selector) {
        return selector.matchers().stream()
                .map(TypedSelector::text)
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String text(LabelMatcher matcher) {
        return quoted(matcher.name()) + matcher.operator().text() + quoted(matcher.value());
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
