// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.hearth.model.LabelMatcher;
import java.util.HashSet;
import java.util.Set;

/// What a label's value has to be like. Most patterns that people write are lists of words or
/// prefixes, and need no regex.
sealed interface ValuePattern {

    boolean matches(String value);

    /// One of some words.
    record Words(Set<String> words) implements ValuePattern {
        @Override
        public boolean matches(String value) {
            return words.contains(value);
        }
    }

    /// A beginning, and at least `atLeast` characters after it.
    record Prefix(String prefix, int atLeast) implements ValuePattern {
        @Override
        public boolean matches(String value) {
            return value.startsWith(prefix) && value.length() >= prefix.length() + atLeast;
        }
    }

    /// An RE2 pattern over the whole value; a dot takes line breaks too.
    record Regex(Pattern pattern) implements ValuePattern {
        @Override
        public boolean matches(String value) {
            return pattern.matcher(value).matches();
        }
    }

    /// The opposite.
    record Not(ValuePattern pattern) implements ValuePattern {
        @Override
        public boolean matches(String value) {
            return !pattern.matches(value);
        }
    }

    /// Makes the pattern of a matcher.
    ///
    /// @throws IllegalArgumentException if it has a regex that does not parse; the message is for
    ///   the client
    static ValuePattern of(LabelMatcher matcher) {
        return switch (matcher.operator()) {
            case EQUAL -> new Words(Set.of(matcher.value()));
            case NOT_EQUAL -> new Not(new Words(Set.of(matcher.value())));
            case MATCHES -> regex(matcher);
            case MATCHES_NOT -> new Not(regex(matcher));
        };
    }

    private static ValuePattern regex(LabelMatcher matcher) {
        Pattern pattern;
        try {
            pattern = Pattern.compile(matcher.value(), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "matcher of %s has a pattern that does not parse: %s (expected RE2 syntax)"
                            .formatted(matcher.name(), e.getMessage()),
                    e);
        }
        return simpler(matcher.value(), pattern);
    }

    /// The same without a regex if it is a prefix, or words (in which dots and hyphens may be
    /// escaped) between bars.
    private static ValuePattern simpler(String text, Pattern pattern) {
        if (text.endsWith(".*") && isLiteral(text.substring(0, text.length() - 2))) {
            return new Prefix(text.substring(0, text.length() - 2), 0);
        }
        if (text.endsWith(".+") && isLiteral(text.substring(0, text.length() - 2))) {
            return new Prefix(text.substring(0, text.length() - 2), 1);
        }
        Set<String> words = new HashSet<>();
        for (String word : text.split("\\|", -1)) {
            if (!isLiteral(word.replace("\\.", "").replace("\\-", ""))) {
                return new Regex(pattern);
            }
            words.add(word.replace("\\.", ".").replace("\\-", "-"));
        }
        return new Words(words);
    }

    /// Whether a pattern is nothing but text.
    static boolean isLiteral(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("\\.+*?()|[]{}^$".indexOf(text.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }
}
