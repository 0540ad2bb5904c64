// SPDX-License-Identifier: Apache-2.0
package dev.hearth.model;

import java.util.ArrayList;
import java.util.List;

/// Reads one selector. Positions in messages count characters from 1.
final class SelectorParser {

    private final String text;
    private int at;
    private final List<LabelMatcher> matchers = new ArrayList<>();
    private boolean hasName;

    SelectorParser(String text) {
        this.text = text;
    }

    Selector parse() {
        skipSpace();
        boolean hasMetric = at < text.length() && isNameStart(text.charAt(at));
        if (hasMetric) {
            addName(identifier(true));
            skipSpace();
        }
        if (at < text.length() && text.charAt(at) == '{') {
            at++;
            braces();
        } else if (!hasMetric) {
            throw error("a metric name or \"{\"");
        }
        skipSpace();
        if (at < text.length()) {
            throw error("the end of the selector");
        }
        return new Selector(matchers);
    }

    private void braces() {
        skipSpace();
        while (!take('}')) {
            pair();
            skipSpace();
            if (take(',')) {
                skipSpace();
            } else if (at >= text.length() || text.charAt(at) != '}') {
                throw error("\",\" or \"}\"");
            }
        }
    }

    private void pair() {
        if (at >= text.length()) {
            throw error("a label name or \"}\"");
        }
        char c = text.charAt(at);
        boolean isQuoted = QuotedString.isQuote(c);
        if (!isQuoted && !isNameStart(c)) {
            throw error("a label name or \"}\"");
        }
        String name = isQuoted ? quoted() : identifier(false);
        skipSpace();
        boolean isAlone = at >= text.length() || text.charAt(at) == ',' || text.charAt(at) == '}';
        if (isQuoted && isAlone) {
            addName(name);
            return;
        }
        LabelMatcher.Operator operator = operator();
        skipSpace();
        if (at >= text.length() || !QuotedString.isQuote(text.charAt(at))) {
            throw error("a quoted value");
        }
        String value = quoted();
        if (hasName && name.equals(Labels.NAME)) {
            throw new IllegalArgumentException(
                    "selector '%s' sets the metric name twice (expected once)".formatted(text));
        }
        matchers.add(new LabelMatcher(name, operator, value));
    }

    private void addName(String name) {
        boolean isSet = matchers.stream().anyMatch(m -> m.name().equals(Labels.NAME));
        if (hasName || isSet) {
            throw new IllegalArgumentException(
                    "selector '%s' sets the metric name twice (expected once)".formatted(text));
        }
        hasName = true;
        matchers.add(LabelMatcher.equal(Labels.NAME, name));
    }

    private LabelMatcher.Operator operator() {
        if (text.startsWith("=~", at)) {
            at += 2;
            return LabelMatcher.Operator.MATCHES;
        }
        if (text.startsWith("!~", at)) {
            at += 2;
            return LabelMatcher.Operator.MATCHES_NOT;
        }
        if (text.startsWith("!=", at)) {
            at += 2;
            return LabelMatcher.Operator.NOT_EQUAL;
        }
        if (at < text.length() && text.charAt(at) == '=') {
            at++;
            return LabelMatcher.Operator.EQUAL;
        }
        throw error("\"=\", \"!=\", \"=~\" or \"!~\"");
    }

    private String quoted() {
        QuotedString string = new QuotedString(text, at);
        String value = string.read();
        at = string.end();
        return value;
    }

    private String identifier(boolean isMetric) {
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            if (!isMetric && text.charAt(at) == ':') {
                throw error("a label name without colons");
            }
            at++;
        }
        return text.substring(start, at);
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                at++;
            } else {
                return;
            }
        }
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || (c >= '0' && c <= '9');
    }

    private IllegalArgumentException error(String expected) {
        String found = at >= text.length() ? "the end" : "'" + text.charAt(at) + "'";
        return new IllegalArgumentException(
                "selector '%s' has %s at position %d (expected %s)"
                        .formatted(text, found, at + 1, expected));
    }
}
