// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// What the name of a function has to have in it: an RE2 pattern that may be found anywhere in the
/// name, unless it says `^` or `$`. Without a pattern every name has it. Safe for many threads.
public final class FunctionPattern {

    private final String text;
    private final boolean isLiteral;
    private final Pattern pattern;

    private FunctionPattern(String text, Pattern pattern) {
        this.text = text;
        this.isLiteral = ValuePattern.isLiteral(text);
        this.pattern = pattern;
    }

    /// Reads a pattern.
    ///
    /// @throws IllegalArgumentException if it does not parse, or is larger than allowed; the
    ///   message is for the client
    public static FunctionPattern of(String text) {
        RegexBounds.checkSize(RegexBounds.size(text));
        try {
            return new FunctionPattern(text, Pattern.compile(text, Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "pattern of functions does not parse: %s (expected RE2 syntax)"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /// The pattern as it was written.
    public String text() {
        return text;
    }

    boolean matches(String name) {
        return isLiteral ? name.contains(text) : pattern.matcher(name).find();
    }
}
