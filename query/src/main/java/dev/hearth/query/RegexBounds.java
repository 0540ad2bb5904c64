// SPDX-License-Identifier: Apache-2.0
package dev.hearth.query;

/// Refuses patterns whose compiled form would be much larger than their text, before they are
/// compiled: `((a{1000}){1000}){1000}` is short and has a billion instructions.
///
/// The bounds on nesting and on nested counts are those of Go's RE2. The size is an estimate that
/// is never far below the truth.
final class RegexBounds {

    /// Most instructions, of all patterns of a selector together.
    static final int MAX_SIZE = 100_000;

    /// Deepest nesting of groups.
    static final int MAX_DEPTH = 1000;

    /// Largest product of counts inside each other.
    static final long MAX_COUNT = 1000;

    /// What a Unicode class weighs: it is a table, not one character.
    private static final int UNICODE_CLASS = 100;

    private final String text;
    private int at;

    /// By group at hand, the outermost first: its size so far, and the largest count in it.
    private final long[] sizes = new long[MAX_DEPTH + 1];

    private final long[] counts = new long[MAX_DEPTH + 1];
    private int depth;

    /// The thing that a count right here would repeat.
    private long lastSize;

    private long lastCount = 1;

    private RegexBounds(String text) {
        this.text = text;
        counts[0] = 1;
    }

    /// The estimated number of instructions.
    ///
    /// @throws IllegalArgumentException if the pattern is beyond a bound; the message is for the
    ///   client
    static long size(String pattern) {
        return new RegexBounds(pattern).scan();
    }

    private long scan() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '\\' -> escape();
                case '[' -> characterClass();
                case '(' -> open();
                case ')' -> close();
                case '{' -> repeat();
                case '*', '+', '?' -> grow(1);
                default -> atom(1);
            }
        }
        while (depth > 0) {
            close();
        }
        return sizes[0];
    }

    private void atom(long size) {
        lastSize = size;
        lastCount = 1;
        sizes[depth] += size;
        checkSize(sizes[depth]);
    }

    /// Adds to the thing at hand.
    private void grow(long more) {
        lastSize += more;
        sizes[depth] += more;
        checkSize(sizes[depth]);
    }

    private void escape() {
        char c = at < text.length() ? text.charAt(at++) : '\\';
        if (c == 'Q') {
            int end = text.indexOf("\\E", at);
            int length = (end < 0 ? text.length() : end) - at;
            at = end < 0 ? text.length() : end + 2;
            atom(length);
        } else {
            atom(escapedSize(c));
        }
    }

    /// The size of an escaped character; steps over the name of a Unicode class, `L` or `{Greek}`.
    private int escapedSize(char c) {
        if (c != 'p' && c != 'P') {
            return 1;
        }
        int end = at < text.length() && text.charAt(at) == '{' ? text.indexOf('}', at) : at;
        at = Math.min(text.length(), end + 1);
        return UNICODE_CLASS;
    }

    private void characterClass() {
        long size = 1;
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        boolean isFirst = true;
        while (at < text.length() && (isFirst || text.charAt(at) != ']')) {
            isFirst = false;
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                size += escapedSize(text.charAt(at++));
            } else if (c == '[' && text.startsWith(":", at) && text.indexOf(":]", at + 1) > 0) {
                at = text.indexOf(":]", at + 1) + 2;
                size++;
            } else {
                size++;
            }
        }
        at++;
        atom(size);
    }

    private void open() {
        if (depth == MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "groups are nested too deeply (limit %d)".formatted(MAX_DEPTH));
        }
        depth++;
        sizes[depth] = 0;
        counts[depth] = 1;
        lastSize = 0;
        lastCount = 1;
    }

    private void close() {
        if (depth == 0) {
            return; // does not parse, as the compiler will say
        }
        long size = sizes[depth] + 2;
        long count = counts[depth];
        depth--;
        atom(size);
        lastCount = count;
        counts[depth] = Math.max(counts[depth], count);
    }

    /// Reads `{3}`, `{3,}` or `{3,5}`; anything else in braces is text.
    private void repeat() {
        int end = text.indexOf('}', at);
        long count = end < 0 ? -1 : count(text.substring(at, Math.min(end, at + 12)));
        if (count < 0) {
            atom(1);
            return;
        }
        at = end + 1;
        long times = Math.max(1, count);
        lastCount *= times;
        if (lastCount > MAX_COUNT) {
            throw new IllegalArgumentException(
                    "counts in braces come to more than %d (limit %d)"
                            .formatted(MAX_COUNT, MAX_COUNT));
        }
        counts[depth] = Math.max(counts[depth], lastCount);
        grow(lastSize * (times - 1) + times);
    }

    /// The larger number of a count, -1 if it is none.
    private static long count(String text) {
        if (!text.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
            return -1;
        }
        int comma = text.indexOf(',');
        long least = Long.parseLong(comma < 0 ? text : text.substring(0, comma));
        return comma < 0 || comma == text.length() - 1
                ? least
                : Math.max(least, Long.parseLong(text.substring(comma + 1)));
    }

    static void checkSize(long size) {
        if (size > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "patterns are too large (limit %d instructions)".formatted(MAX_SIZE));
        }
    }
}
