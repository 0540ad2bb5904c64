// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.names;

/// Rust's own way ("v0", RFC 2603). Hashes of crates and the crate that a copy was made in are left
/// out.
final class RustNames {

    private final NameCursor cursor;
    private final int start;

    /// @param start where the path begins
    RustNames(String name, int start) {
        this.cursor = new NameCursor(name, start);
        this.start = start;
    }

    String read() throws UnreadableNameException {
        if (cursor.isDigit()) {
            cursor.number();
        }
        String path = path(true);
        if (!cursor.isAtEnd()) {
            path(false);
        }
        if (!cursor.isAtEnd()) {
            throw new UnreadableNameException();
        }
        return path;
    }

    /// A path.
    ///
    /// @param isValue whether it names something that is called, so that its arguments follow `::`
    private String path(boolean isValue) throws UnreadableNameException {
        cursor.enter();
        String made =
                switch (cursor.next()) {
                    case 'C' -> {
                        base62("s");
                        yield identifier();
                    }
                    case 'M' -> {
                        skipImplementation();
                        yield "<" + type() + ">";
                    }
                    case 'X' -> {
                        skipImplementation();
                        yield "<" + type() + " as " + path(false) + ">";
                    }
                    case 'Y' -> "<" + type() + " as " + path(false) + ">";
                    case 'N' -> nested(isValue);
                    case 'I' -> {
                        String generic = path(isValue);
                        yield generic + (isValue ? "::<" : "<") + arguments() + ">";
                    }
                    case 'B' -> {
                        int back = reference();
                        int here = cursor.position();
                        cursor.seek(back);
                        String again = path(isValue);
                        cursor.seek(here);
                        yield again;
                    }
                    default -> throw new UnreadableNameException();
                };
        cursor.leave();
        return cursor.bounded(made);
    }

    private void skipImplementation() throws UnreadableNameException {
        base62("s");
        path(false);
    }

    private String nested(boolean isValue) throws UnreadableNameException {
        char space = cursor.next();
        String outer = path(isValue);
        long number = base62("s");
        String name = identifier();
        if (space >= 'A' && space <= 'Z') {
            String kind = space == 'C' ? "closure" : space == 'S' ? "shim" : String.valueOf(space);
            return outer + "::{" + kind + (name.isEmpty() ? "" : ":" + name) + "#" + number + "}";
        }
        return name.isEmpty() ? outer : outer + "::" + name;
    }

    private String arguments() throws UnreadableNameException {
        StringBuilder list = new StringBuilder();
        while (!cursor.take("E")) {
            list.append(list.isEmpty() ? "" : ", ").append(argument());
        }
        return list.toString();
    }

    private String argument() throws UnreadableNameException {
        if (cursor.take("L")) {
            lifetime();
            return "'_";
        }
        return cursor.take("K") ? constant() : type();
    }

    private long lifetime() throws UnreadableNameException {
        return base62("");
    }

    /// 0 if the tag does not follow, else the number plus 1 or 2.
    private long base62(String tag) throws UnreadableNameException {
        if (!tag.isEmpty() && !cursor.take(tag)) {
            return 0;
        }
        int offset = tag.isEmpty() ? 0 : 1;
        if (cursor.take("_")) {
            return offset;
        }
        long value = 0;
        for (char c = cursor.next(); c != '_'; c = cursor.next()) {
            int digit;
            if (c >= '0' && c <= '9') {
                digit = c - '0';
            } else if (c >= 'a' && c <= 'z') {
                digit = c - 'a' + 10;
            } else if (c >= 'A' && c <= 'Z') {
                digit = c - 'A' + 36;
            } else {
                throw new UnreadableNameException();
            }
            value = value * 62 + digit;
            if (value > Integer.MAX_VALUE) {
                value &= Integer.MAX_VALUE;
            }
        }
        return value + 1 + offset;
    }

    private int reference() throws UnreadableNameException {
        int here = cursor.position() - 1;
        long at = base62("") + start;
        if (at >= here) {
            throw new UnreadableNameException();
        }
        return (int) at;
    }

    private String identifier() throws UnreadableNameException {
        boolean isPunycode = cursor.take("u");
        int length = cursor.number();
        cursor.take("_");
        String name = cursor.part(length);
        return isPunycode ? "punycode{" + name.replace('_', '-') + "}" : name;
    }

    private String type() throws UnreadableNameException {
        cursor.enter();
        String made = typeInside();
        cursor.leave();
        return cursor.bounded(made);
    }

    private String typeInside() throws UnreadableNameException {
        char tag = cursor.peek();
        String basic = basic(tag);
        if (!basic.isEmpty()) {
            cursor.next();
            return basic;
        }
        return switch (tag) {
            case 'A' -> {
                cursor.next();
                String of = type();
                yield "[" + of + "; " + constant() + "]";
            }
            case 'S' -> {
                cursor.next();
                yield "[" + type() + "]";
            }
            case 'T' -> {
                cursor.next();
                yield tuple();
            }
            case 'R', 'Q' -> {
                cursor.next();
                if (cursor.take("L")) {
                    lifetime();
                }
                yield (tag == 'R' ? "&" : "&mut ") + type();
            }
            case 'P' -> {
                cursor.next();
                yield "*const " + type();
            }
            case 'O' -> {
                cursor.next();
                yield "*mut " + type();
            }
            case 'F' -> {
                cursor.next();
                yield function();
            }
            case 'D' -> {
                cursor.next();
                yield object();
            }
            case 'B' -> {
                cursor.next();
                int back = reference();
                int here = cursor.position();
                cursor.seek(back);
                String again = type();
                cursor.seek(here);
                yield again;
            }
            default -> path(false);
        };
    }

    private String tuple() throws UnreadableNameException {
        StringBuilder list = new StringBuilder("(");
        int count = 0;
        while (!cursor.take("E")) {
            list.append(count++ == 0 ? "" : ", ").append(type());
        }
        return list.append(count == 1 ? ",)" : ")").toString();
    }

    private String function() throws UnreadableNameException {
        base62("G");
        StringBuilder made = new StringBuilder(cursor.take("U") ? "unsafe " : "");
        if (cursor.take("K")) {
            String abi = cursor.take("C") ? "C" : identifier().replace('_', '-');
            made.append("extern \"").append(abi).append("\" ");
        }
        made.append("fn(");
        int count = 0;
        while (!cursor.take("E")) {
            made.append(count++ == 0 ? "" : ", ").append(type());
        }
        made.append(")");
        String result = type();
        return result.equals("()") ? made.toString() : made + " -> " + result;
    }

    private String object() throws UnreadableNameException {
        base62("G");
        StringBuilder bounds = new StringBuilder("dyn ");
        int count = 0;
        while (!cursor.take("E")) {
            String bound = path(false);
            StringBuilder bindings = new StringBuilder();
            while (cursor.take("p")) {
                bindings.append(bindings.isEmpty() ? "" : ", ")
                        .append(identifier())
                        .append(" = ")
                        .append(type());
            }
            bounds.append(count++ == 0 ? "" : " + ");
            if (bindings.isEmpty()) {
                bounds.append(bound);
            } else if (bound.endsWith(">")) {
                bounds.append(bound, 0, bound.length() - 1)
                        .append(", ")
                        .append(bindings)
                        .append('>');
            } else {
                bounds.append(bound).append('<').append(bindings).append('>');
            }
        }
        cursor.expect("L");
        lifetime();
        return bounds.toString();
    }

    private String constant() throws UnreadableNameException {
        if (cursor.take("B")) {
            int back = reference();
            int here = cursor.position();
            cursor.seek(back);
            cursor.enter();
            String again = constant();
            cursor.leave();
            cursor.seek(here);
            return again;
        }
        if (cursor.take("p")) {
            return "_";
        }
        char tag = cursor.next();
        if (basic(tag).isEmpty()) {
            throw new UnreadableNameException();
        }
        StringBuilder hex = new StringBuilder(cursor.take("n") ? "-" : "");
        StringBuilder digits = new StringBuilder();
        for (char c = cursor.next(); c != '_'; c = cursor.next()) {
            digits.append(c);
        }
        if (tag == 'b') {
            return digits.toString().equals("1") ? "true" : "false";
        }
        if (digits.length() > 15) {
            return hex.append("0x").append(digits).toString();
        }
        try {
            long value = digits.isEmpty() ? 0 : Long.parseLong(digits.toString(), 16);
            return tag == 'c'
                    ? "'" + Character.toString((int) value) + "'"
                    : hex.append(value).toString();
        } catch (IllegalArgumentException _) {
            throw new UnreadableNameException();
        }
    }

    private static String basic(char tag) {
        return switch (tag) {
            case 'a' -> "i8";
            case 'b' -> "bool";
            case 'c' -> "char";
            case 'd' -> "f64";
            case 'e' -> "str";
            case 'f' -> "f32";
            case 'h' -> "u8";
            case 'i' -> "isize";
            case 'j' -> "usize";
            case 'l' -> "i32";
            case 'm' -> "u32";
            case 'n' -> "i128";
            case 'o' -> "u128";
            case 's' -> "i16";
            case 't' -> "u16";
            case 'u' -> "()";
            case 'v' -> "...";
            case 'x' -> "i64";
            case 'y' -> "u64";
            case 'z' -> "!";
            case 'p' -> "_";
            default -> "";
        };
    }
}
