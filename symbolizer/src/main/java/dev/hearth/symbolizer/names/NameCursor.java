// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.names;

/// A place in a mangled name. For one thread.
final class NameCursor {

    private static final int MAX_STEPS = 1 << 16;
    private static final int MAX_OUTPUT = 1 << 14;
    private static final int MAX_DEPTH = 128;

    /// Characters of all parts that are made on the way to one name.
    private static final int MAX_CHARACTERS = 1 << 20;

    private final String text;
    private int position;
    private int steps;
    private int depth;
    private int charactersLeft = MAX_CHARACTERS;

    NameCursor(String text, int position) {
        this.text = text;
        this.position = position;
    }

    int position() {
        return position;
    }

    void seek(int to) {
        position = to;
    }

    boolean isAtEnd() {
        return position >= text.length();
    }

    /// The next character, 0 at the end.
    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        int at = position + ahead;
        return at < text.length() ? text.charAt(at) : 0;
    }

    char next() throws UnreadableNameException {
        if (isAtEnd() || ++steps > MAX_STEPS) {
            throw new UnreadableNameException();
        }
        return text.charAt(position++);
    }

    /// Takes a text if it is next.
    boolean take(String wanted) {
        if (!text.startsWith(wanted, position)) {
            return false;
        }
        position += wanted.length();
        return true;
    }

    void expect(String wanted) throws UnreadableNameException {
        if (!take(wanted)) {
            throw new UnreadableNameException();
        }
    }

    boolean isDigit() {
        char c = peek();
        return c >= '0' && c <= '9';
    }

    /// A decimal number, without zeros in front.
    int number() throws UnreadableNameException {
        if (!isDigit()) {
            throw new UnreadableNameException();
        }
        if (take("0")) {
            return 0;
        }
        long value = 0;
        while (isDigit()) {
            value = value * 10 + next() - '0';
            if (value > text.length()) {
                throw new UnreadableNameException();
            }
        }
        return (int) value;
    }

    /// The next characters.
    String part(int length) throws UnreadableNameException {
        if (length < 0 || length > text.length() - position) {
            throw new UnreadableNameException();
        }
        position += length;
        return text.substring(position - length, position);
    }

    /// Called on the way into what may contain itself, and [#leave] on the way out.
    void enter() throws UnreadableNameException {
        if (++depth > MAX_DEPTH || ++steps > MAX_STEPS) {
            throw new UnreadableNameException();
        }
    }

    void leave() {
        depth--;
    }

    /// What was made of a part, if it is no longer than a name may be, and all parts so far no
    /// longer than is made for one name: a part of two letters may stand for any that came before.
    String bounded(String made) throws UnreadableNameException {
        charactersLeft -= made.length();
        if (made.length() > MAX_OUTPUT || charactersLeft < 0) {
            throw new UnreadableNameException();
        }
        return made;
    }
}
