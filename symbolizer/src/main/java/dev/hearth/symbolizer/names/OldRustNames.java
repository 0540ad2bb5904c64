// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.names;

/// Rust's older way: as C++ mangles a nested name, the last part a hash, `$LT$` for `<`.
final class OldRustNames {

    private static final int HASH_LENGTH = 17;

    private OldRustNames() {}

    /// Whether a name that begins with `_ZN` ends in the hash that Rust appends.
    static boolean isOne(String name) {
        int hash = name.length() - 1 - HASH_LENGTH;
        if (!name.endsWith("E") || hash < 5 || !name.startsWith("17h", hash - 2)) {
            return false;
        }
        for (int i = hash + 1; i < name.length() - 1; i++) {
            if (Character.digit(name.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    static String read(String name) throws UnreadableNameException {
        NameCursor cursor = new NameCursor(name, 3);
        StringBuilder path = new StringBuilder();
        while (!cursor.take("E")) {
            String part = cursor.part(cursor.number());
            if (cursor.peek() == 'E') {
                break;
            }
            path.append(path.isEmpty() ? "" : "::").append(part(part));
        }
        return path.toString();
    }

    private static String part(String part) {
        StringBuilder made = new StringBuilder();
        int at = part.startsWith("_$") ? 1 : 0;
        while (at < part.length()) {
            char c = part.charAt(at);
            int end = c == '$' ? part.indexOf('$', at + 1) : -1;
            String sign = end < 0 ? "" : sign(part.substring(at + 1, end));
            if (!sign.isEmpty()) {
                made.append(sign);
                at = end + 1;
            } else if (part.startsWith("..", at)) {
                made.append("::");
                at += 2;
            } else {
                made.append(c);
                at++;
            }
        }
        return made.toString();
    }

    private static String sign(String code) {
        return switch (code) {
            case "SP" -> "@";
            case "BP" -> "*";
            case "RF" -> "&";
            case "LT" -> "<";
            case "GT" -> ">";
            case "LP" -> "(";
            case "RP" -> ")";
            case "C" -> ",";
            default -> code.startsWith("u") ? character(code.substring(1)) : "";
        };
    }

    private static String character(String hex) {
        if (hex.isEmpty() || hex.length() > 5) {
            return "";
        }
        try {
            return Character.toString(Integer.parseUnsignedInt(hex, 16));
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
