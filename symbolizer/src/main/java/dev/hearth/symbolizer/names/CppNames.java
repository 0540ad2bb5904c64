// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.names;

import java.util.ArrayList;
import java.util.List;

/// C++ as the Itanium ABI mangles it: names, templates, types and operators. The parameters of a
/// function are left out. Expressions in template arguments are not read: such a name stays
/// mangled.
final class CppNames {

    /// Where in a type a `*` or `&` goes: `int (\1)(char)`, `int (\1) [3]`.
    private static final String HOLE = "(\1)";

    private final NameCursor cursor;
    private final List<String> substitutions = new ArrayList<>();

    /// What `T_`, `T0_` and so on stand for.
    private List<String> templateArguments = List.of();

    CppNames(String name, int start) {
        this.cursor = new NameCursor(name, start);
    }

    String read() throws UnreadableNameException {
        return visible(encoding());
    }

    private static String visible(String made) {
        String without = made.replace(" " + HOLE + "(", " (").replace(" " + HOLE + " [", " [");
        return without.replace("\1", "");
    }

    /// A function or a variable. What follows the name of a function is not read.
    private String encoding() throws UnreadableNameException {
        if (cursor.peek() != 'T' && cursor.peek() != 'G') {
            return name();
        }
        cursor.enter();
        String made = special();
        cursor.leave();
        return cursor.bounded(made);
    }

    private String special() throws UnreadableNameException {
        String kind = cursor.part(2);
        return switch (kind) {
            case "TV" -> "vtable for " + type();
            case "TT" -> "VTT for " + type();
            case "TI" -> "typeinfo for " + type();
            case "TS" -> "typeinfo name for " + type();
            case "GV" -> "guard variable for " + name();
            case "TW" -> "thread-local wrapper routine for " + name();
            case "TH" -> "thread-local initialization routine for " + name();
            case "Th" -> {
                offset();
                yield "non-virtual thunk to " + encoding();
            }
            case "Tv" -> {
                offset();
                offset();
                yield "virtual thunk to " + encoding();
            }
            default -> throw new UnreadableNameException();
        };
    }

    private void offset() throws UnreadableNameException {
        cursor.take("n");
        while (cursor.isDigit()) {
            cursor.next();
        }
        cursor.expect("_");
    }

    private String name() throws UnreadableNameException {
        cursor.enter();
        String made = nameInside();
        cursor.leave();
        return cursor.bounded(made);
    }

    private String nameInside() throws UnreadableNameException {
        if (cursor.take("N")) {
            return nested();
        }
        if (cursor.take("Z")) {
            return local();
        }
        String made;
        boolean isSubstitution = false;
        if (cursor.peek() == 'S' && cursor.peek(1) != 't') {
            made = substitution();
            isSubstitution = true;
        } else {
            made = cursor.take("St") ? "std::" + unqualified("std") : unqualified("");
        }
        if (cursor.peek() == 'I') {
            if (!isSubstitution) {
                substitutions.add(made);
            }
            return made + arguments();
        }
        return made;
    }

    private String nested() throws UnreadableNameException {
        StringBuilder qualifiers = new StringBuilder();
        while ("rVKRO".indexOf(cursor.peek()) >= 0 && cursor.peek() != 0) {
            qualifiers.append(cursor.next());
        }
        String made = "";
        while (!cursor.take("E")) {
            boolean isNew = true;
            if (cursor.peek() == 'I' && !made.isEmpty()) {
                made += arguments();
            } else if (cursor.peek() == 'S' && made.isEmpty()) {
                made = cursor.peek(1) == 't' ? standard() : substitution();
                isNew = false;
            } else if (cursor.peek() == 'T' && made.isEmpty()) {
                made = parameter();
            } else {
                String part = unqualified(made);
                made = made.isEmpty() ? part : made + "::" + part;
            }
            cursor.bounded(made);
            if (isNew && cursor.peek() != 'E') {
                substitutions.add(made);
            }
        }
        return made;
    }

    private String standard() {
        cursor.take("St");
        return "std";
    }

    private String local() throws UnreadableNameException {
        List<String> before = templateArguments;
        String outer = name();
        String parameters = "";
        if (cursor.peek() != 'E') {
            parameters = signature(outer);
        }
        cursor.expect("E");
        if (cursor.take("s")) {
            discriminator();
            return outer + parameters + "::string literal";
        }
        if (cursor.take("d")) {
            if (cursor.peek() != '_') {
                cursor.number();
            }
            cursor.expect("_");
        }
        String inner = name();
        discriminator();
        templateArguments = before.isEmpty() ? templateArguments : before;
        return outer + "::" + inner;
    }

    private void discriminator() throws UnreadableNameException {
        if (cursor.take("__")) {
            cursor.number();
            cursor.expect("_");
        } else if (cursor.peek() == '_' && cursor.peek(1) >= '0' && cursor.peek(1) <= '9') {
            cursor.next();
            cursor.next();
        }
    }

    /// The types behind the name of a function, up to an `E`.
    private String signature(String function) throws UnreadableNameException {
        StringBuilder types = new StringBuilder("(");
        int count = 0;
        while (cursor.peek() != 'E' && !cursor.isAtEnd()) {
            String type = type();
            boolean isResult = count == 0 && function.endsWith(">");
            types.append(count < 2 || isResult ? "" : ", ").append(type);
            count++;
        }
        return types.append(")").toString();
    }

    private String unqualified(String outer) throws UnreadableNameException {
        char c = cursor.peek();
        String made;
        if (cursor.isDigit()) {
            made = source();
        } else if (c == 'L') {
            cursor.next();
            made = source();
            discriminator();
        } else if (c == 'C' || (c == 'D' && "0123459".indexOf(cursor.peek(1)) >= 0)) {
            made = constructor(outer);
        } else if (c == 'U') {
            made = unnamed();
        } else if (cursor.take("DC")) {
            StringBuilder names = new StringBuilder("[");
            while (!cursor.take("E")) {
                names.append(names.length() == 1 ? "" : ", ").append(source());
            }
            made = names.append("]").toString();
        } else {
            made = operator();
        }
        while (cursor.take("B")) {
            made += "[abi:" + source() + "]";
        }
        return made;
    }

    private String source() throws UnreadableNameException {
        String name = cursor.part(cursor.number());
        return name.startsWith("_GLOBAL__N") ? "(anonymous namespace)" : name;
    }

    private String constructor(String outer) throws UnreadableNameException {
        boolean isDestructor = cursor.next() == 'D';
        if (!isDestructor && cursor.take("I")) {
            cursor.next();
            type();
        } else {
            cursor.next();
        }
        String base = outer;
        int depth = 0;
        int end = base.length();
        for (int i = base.length() - 1; i >= 0; i--) {
            char c = base.charAt(i);
            if (c == '>') {
                depth++;
            } else if (c == '<' && --depth == 0) {
                end = i;
            } else if (depth == 0 && c == ':') {
                base = base.substring(i + 1, end);
                return isDestructor ? "~" + base : base;
            }
        }
        base = base.substring(0, end);
        return isDestructor ? "~" + base : base;
    }

    private String unnamed() throws UnreadableNameException {
        if (cursor.take("Ul")) {
            StringBuilder types = new StringBuilder();
            while (!cursor.take("E")) {
                String type = type();
                types.append(types.isEmpty() ? "" : ", ").append(type.equals("void") ? "" : type);
            }
            return "{lambda(" + types + ")#" + sequence() + "}";
        }
        cursor.expect("Ut");
        return "{unnamed type#" + sequence() + "}";
    }

    private int sequence() throws UnreadableNameException {
        int number = cursor.isDigit() ? cursor.number() + 2 : 1;
        cursor.expect("_");
        return number;
    }

    private String operator() throws UnreadableNameException {
        String code = cursor.part(2);
        if (code.equals("cv")) {
            return "operator " + type();
        }
        if (code.equals("li")) {
            return "operator\"\" " + source();
        }
        String sign = CppOperators.operator(code);
        if (sign.isEmpty()) {
            throw new UnreadableNameException();
        }
        return "operator" + sign;
    }

    private String substitution() throws UnreadableNameException {
        cursor.expect("S");
        String standard = CppOperators.standard(cursor.peek());
        if (!standard.isEmpty()) {
            cursor.next();
            return standard;
        }
        int index = 0;
        if (!cursor.take("_")) {
            for (char c = cursor.next(); c != '_'; c = cursor.next()) {
                int digit =
                        c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
                if (digit < 0 || index > substitutions.size()) {
                    throw new UnreadableNameException();
                }
                index = index * 36 + digit;
            }
            index++;
        }
        if (index >= substitutions.size()) {
            throw new UnreadableNameException();
        }
        return substitutions.get(index);
    }

    private String parameter() throws UnreadableNameException {
        cursor.expect("T");
        int index = cursor.isDigit() ? cursor.number() + 1 : 0;
        cursor.expect("_");
        return index < templateArguments.size() ? templateArguments.get(index) : "auto";
    }

    private String arguments() throws UnreadableNameException {
        cursor.expect("I");
        List<String> list = new ArrayList<>();
        while (!cursor.take("E")) {
            list.add(argument());
        }
        templateArguments = list;
        String made = visible(String.join(", ", list.stream().filter(a -> !a.isEmpty()).toList()));
        return cursor.bounded("<" + made + ">");
    }

    private String argument() throws UnreadableNameException {
        cursor.enter();
        String made;
        if (cursor.take("L")) {
            made = literal();
        } else if (cursor.take("J")) {
            List<String> pack = new ArrayList<>();
            while (!cursor.take("E")) {
                pack.add(argument());
            }
            made = String.join(", ", pack);
        } else if (cursor.peek() == 'X') {
            throw new UnreadableNameException();
        } else {
            List<String> outer = templateArguments;
            made = type();
            templateArguments = outer;
        }
        cursor.leave();
        return cursor.bounded(made);
    }

    private String literal() throws UnreadableNameException {
        if (cursor.take("_Z")) {
            String made = encoding();
            if (cursor.peek() != 'E') {
                signature(made);
            }
            cursor.expect("E");
            return made;
        }
        char kind = cursor.peek();
        String type = type();
        StringBuilder value = new StringBuilder(cursor.take("n") ? "-" : "");
        for (char c = cursor.next(); c != 'E'; c = cursor.next()) {
            value.append(c);
        }
        return switch (kind) {
            case 'b' -> value.toString().equals("0") ? "false" : "true";
            case 'i' -> value.toString();
            case 'j' -> value + "u";
            case 'l' -> value + "l";
            case 'm' -> value + "ul";
            default -> "(" + type + ")" + value;
        };
    }

    private String type() throws UnreadableNameException {
        cursor.enter();
        String made = cursor.bounded(typeInside());
        cursor.leave();
        return made;
    }

    private String remember(String type) {
        substitutions.add(type);
        return type;
    }

    private String typeInside() throws UnreadableNameException {
        char c = cursor.peek();
        String basic = CppOperators.type(c);
        if (!basic.isEmpty()) {
            cursor.next();
            return basic;
        }
        return switch (c) {
            case 'r', 'V', 'K' -> remember(qualified());
            case 'P', 'R', 'O' -> {
                cursor.next();
                yield remember(pointer(type(), c == 'P' ? "*" : c == 'R' ? "&" : "&&"));
            }
            case 'F' -> remember(function());
            case 'A' -> {
                cursor.next();
                String length = cursor.isDigit() ? String.valueOf(cursor.number()) : "";
                cursor.expect("_");
                yield remember(type() + " " + HOLE + " [" + length + "]");
            }
            case 'M' -> {
                cursor.next();
                String owner = type();
                yield remember(pointer(type(), owner + "::*"));
            }
            case 'T' -> {
                String parameter = remember(parameter());
                yield cursor.peek() == 'I' ? remember(parameter + arguments()) : parameter;
            }
            case 'D' -> longType();
            case 'S' -> {
                if (cursor.peek(1) != 't') {
                    String known = substitution();
                    yield cursor.peek() == 'I' ? remember(known + typeArguments()) : known;
                }
                yield remember(named());
            }
            default -> remember(named());
        };
    }

    private String typeArguments() throws UnreadableNameException {
        List<String> outer = templateArguments;
        String made = arguments();
        templateArguments = outer;
        return made;
    }

    private String named() throws UnreadableNameException {
        List<String> outer = templateArguments;
        String made = name();
        templateArguments = outer;
        return made;
    }

    private String qualified() throws UnreadableNameException {
        String suffix = "";
        if (cursor.take("r")) {
            suffix += " restrict";
        }
        if (cursor.take("V")) {
            suffix += " volatile";
        }
        if (cursor.take("K")) {
            suffix = " const" + suffix;
        }
        String type = type();
        int hole = type.indexOf(HOLE);
        return hole < 0 ? type + suffix : type;
    }

    private static String pointer(String type, String sign) {
        int hole = type.indexOf("\1)");
        if (hole < 0) {
            return type.endsWith("&") && sign.startsWith("&") ? type : type + sign;
        }
        return type.substring(0, hole) + sign + type.substring(hole);
    }

    private String function() throws UnreadableNameException {
        cursor.expect("F");
        cursor.take("Y");
        String result = type();
        StringBuilder types = new StringBuilder();
        while (!cursor.take("E")) {
            if (cursor.take("R") || cursor.take("O")) {
                if (cursor.take("E")) {
                    break;
                }
                cursor.seek(cursor.position() - 1);
            }
            String type = type();
            types.append(types.isEmpty() ? "" : ", ").append(type.equals("void") ? "" : type);
        }
        return result + " " + HOLE + "(" + types + ")";
    }

    private String longType() throws UnreadableNameException {
        char kind = cursor.peek(1);
        if (kind == 'p') {
            cursor.seek(cursor.position() + 2);
            return remember(type());
        }
        if (kind == 'o') {
            cursor.seek(cursor.position() + 2);
            return type();
        }
        String made = CppOperators.longType(kind);
        if (made.isEmpty()) {
            throw new UnreadableNameException();
        }
        cursor.seek(cursor.position() + 2);
        return made;
    }
}
