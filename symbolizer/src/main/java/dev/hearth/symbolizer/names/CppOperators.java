// SPDX-License-Identifier: Apache-2.0
package dev.hearth.symbolizer.names;

/// Codes of C++ operators and of types that need no name.
final class CppOperators {

    private CppOperators() {}

    /// What follows `operator`, empty for a code that is none.
    static String operator(String code) {
        return switch (code) {
            case "nw" -> " new";
            case "na" -> " new[]";
            case "dl" -> " delete";
            case "da" -> " delete[]";
            case "aw" -> " co_await";
            case "ps", "pl" -> "+";
            case "ng", "mi" -> "-";
            case "ad", "an" -> "&";
            case "de", "ml" -> "*";
            case "co" -> "~";
            case "dv" -> "/";
            case "rm" -> "%";
            case "or" -> "|";
            case "eo" -> "^";
            case "aS" -> "=";
            case "pL" -> "+=";
            case "mI" -> "-=";
            case "mL" -> "*=";
            case "dV" -> "/=";
            case "rM" -> "%=";
            case "aN" -> "&=";
            case "oR" -> "|=";
            case "eO" -> "^=";
            case "ls" -> "<<";
            case "rs" -> ">>";
            case "lS" -> "<<=";
            case "rS" -> ">>=";
            case "eq" -> "==";
            case "ne" -> "!=";
            case "lt" -> "<";
            case "gt" -> ">";
            case "le" -> "<=";
            case "ge" -> ">=";
            case "ss" -> "<=>";
            case "nt" -> "!";
            case "aa" -> "&&";
            case "oo" -> "||";
            case "pp" -> "++";
            case "mm" -> "--";
            case "cm" -> ",";
            case "pm" -> "->*";
            case "pt" -> "->";
            case "cl" -> "()";
            case "ix" -> "[]";
            case "qu" -> "?";
            default -> "";
        };
    }

    /// A type of one letter, empty for a letter that is none.
    static String type(char letter) {
        return switch (letter) {
            case 'v' -> "void";
            case 'w' -> "wchar_t";
            case 'b' -> "bool";
            case 'c' -> "char";
            case 'a' -> "signed char";
            case 'h' -> "unsigned char";
            case 's' -> "short";
            case 't' -> "unsigned short";
            case 'i' -> "int";
            case 'j' -> "unsigned int";
            case 'l' -> "long";
            case 'm' -> "unsigned long";
            case 'x' -> "long long";
            case 'y' -> "unsigned long long";
            case 'n' -> "__int128";
            case 'o' -> "unsigned __int128";
            case 'f' -> "float";
            case 'd' -> "double";
            case 'e' -> "long double";
            case 'g' -> "__float128";
            case 'z' -> "...";
            default -> "";
        };
    }

    /// A type of the letter `D` and another, empty for one that is none.
    static String longType(char letter) {
        return switch (letter) {
            case 'd' -> "decimal64";
            case 'e' -> "decimal128";
            case 'f' -> "decimal32";
            case 'h' -> "_Float16";
            case 'i' -> "char32_t";
            case 's' -> "char16_t";
            case 'u' -> "char8_t";
            case 'a' -> "auto";
            case 'c' -> "decltype(auto)";
            case 'n' -> "std::nullptr_t";
            default -> "";
        };
    }

    /// What `S` and a letter stand for, empty for one that stands for nothing.
    static String standard(char letter) {
        return switch (letter) {
            case 't' -> "std";
            case 'a' -> "std::allocator";
            case 'b' -> "std::basic_string";
            case 's' -> "std::string";
            case 'i' -> "std::istream";
            case 'o' -> "std::ostream";
            case 'd' -> "std::iostream";
            default -> "";
        };
    }
}
