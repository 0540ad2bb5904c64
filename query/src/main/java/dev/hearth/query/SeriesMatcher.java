// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

import dev.hearth.model.LabelMatcher;
import dev.hearth.model.Labels;
import dev.hearth.model.Selector;
import java.util.ArrayList;
import java.util.List;

/// A selector made ready to test many series. Safe for many threads.
public final class SeriesMatcher {

    private record Condition(String label, ValuePattern pattern) {}

    private final Selector selector;
    private final List<ValuePattern> service = new ArrayList<>();
    private final List<Condition> others = new ArrayList<>();

    /// @throws IllegalArgumentException if the selector has a regex that does not parse, or is
    ///   larger than allowed; the message is for the client
    public SeriesMatcher(Selector selector) {
        this.selector = selector;
        checkPatterns(selector);
        for (LabelMatcher matcher : selector.matchers()) {
            ValuePattern pattern = ValuePattern.of(matcher);
            if (matcher.name().equals(Labels.SERVICE_NAME)) {
                service.add(pattern);
            } else {
                others.add(new Condition(matcher.name(), pattern));
            }
        }
    }

    /// Patterns are compiled only if all of them together are of a bounded size.
    private static void checkPatterns(Selector selector) {
        long size = 0;
        for (LabelMatcher matcher : selector.matchers()) {
            if (matcher.operator() == LabelMatcher.Operator.MATCHES
                    || matcher.operator() == LabelMatcher.Operator.MATCHES_NOT) {
                size += RegexBounds.size(matcher.value());
                RegexBounds.checkSize(size);
            }
        }
    }

    /// The selector that it was made of.
    public Selector selector() {
        return selector;
    }

    /// Whether series of a service can match.
    public boolean matchesService(String name) {
        for (ValuePattern pattern : service) {
            if (!pattern.matches(name)) {
                return false;
            }
        }
        return true;
    }

    /// Whether a series matches, given that its service does.
    public boolean matches(Labels labels) {
        for (Condition condition : others) {
            if (!condition.pattern().matches(labels.getOrEmpty(condition.label()))) {
                return false;
            }
        }
        return true;
    }
}
