// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.hearth.model.LabelMatcher;
import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import org.jspecify.annotations.Nullable;

/// A part of a tenant's series that is counted, sampled and limited by itself.
///
/// The name may have places for values of labels, `team/${labels.team}`: then each value makes a
/// group of its own.
///
/// @param name name, with its places
/// @param selector series that belong to it
public record UsageGroup(String name, Selector selector) {

    /// Name of what belongs to no group.
    public static final String OTHER = "other";

    private static final String OPEN = "${labels.";

    /// @throws IllegalArgumentException if the name is empty, [#OTHER], or has a place that is not
    ///   closed, or if the selector has a pattern that does not parse; the message is for the
    ///   operator
    public UsageGroup {
        if (name.isBlank() || name.equals(OTHER)) {
            throw new IllegalArgumentException(
                    "usage group has the name \"%s\" (expected a name other than \"%s\")"
                            .formatted(name, OTHER));
        }
        for (int at = name.indexOf("${"); at >= 0; at = name.indexOf("${", at + 2)) {
            int end = name.indexOf('}', at);
            if (!name.startsWith(OPEN, at) || end <= at + OPEN.length()) {
                throw new IllegalArgumentException(
                        "usage group \"%s\" has a place that is none (expected ${labels.<name>})"
                                .formatted(name));
            }
        }
        for (LabelMatcher matcher : selector.matchers()) {
            checkPattern(name, matcher);
        }
    }

    private static void checkPattern(String name, LabelMatcher matcher) {
        boolean isPattern =
                switch (matcher.operator()) {
                    case MATCHES, MATCHES_NOT -> true;
                    case EQUAL, NOT_EQUAL -> false;
                };
        try {
            if (isPattern) {
                Pattern.compile(matcher.value(), Pattern.DOTALL);
            }
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "usage group \"%s\": pattern of %s does not parse: %s (expected RE2 syntax)"
                            .formatted(name, matcher.name(), e.getMessage()),
                    e);
        }
    }

    /// The name with the values of a series in its places, or null if the series lacks one of those
    /// labels: then it is not of the group. The selector is not looked at.
    public @Nullable String nameFor(Labels labels) {
        int place = name.indexOf(OPEN);
        if (place < 0) {
            return name;
        }
        StringBuilder filled = new StringBuilder();
        int from = 0;
        while (place >= 0) {
            int end = name.indexOf('}', place);
            String value = labels.getOrEmpty(name.substring(place + OPEN.length(), end));
            if (value.isEmpty()) {
                return null;
            }
            filled.append(name, from, place).append(value);
            from = end + 1;
            place = name.indexOf(OPEN, from);
        }
        return filled.append(name, from, name.length()).toString();
    }
}
