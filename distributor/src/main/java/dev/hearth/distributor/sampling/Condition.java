// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.sampling;

import com.google.re2j.Pattern;
import dev.hearth.model.LabelMatcher;
import dev.hearth.model.Labels;
import org.jspecify.annotations.Nullable;

/// A [LabelMatcher] ready for use.
///
/// @param matcher what it was made of
/// @param pattern null unless the matcher has a regex
record Condition(LabelMatcher matcher, @Nullable Pattern pattern) {

    static Condition of(LabelMatcher matcher) {
        return switch (matcher.operator()) {
            case EQUAL, NOT_EQUAL -> new Condition(matcher, null);
            case MATCHES, MATCHES_NOT ->
                    new Condition(matcher, Pattern.compile(matcher.value(), Pattern.DOTALL));
        };
    }

    /// Whether a series is as the matcher wants it.
    boolean holds(Labels labels) {
        String value = labels.getOrEmpty(matcher.name());
        boolean isMatch = pattern == null ? matcher.value().equals(value) : pattern.matches(value);
        return switch (matcher.operator()) {
            case EQUAL, MATCHES -> isMatch;
            case NOT_EQUAL, MATCHES_NOT -> !isMatch;
        };
    }
}
