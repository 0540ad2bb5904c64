// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads `Accept` headers for the capabilities that clients put there.
final class AcceptHeader {

    private static final String UTF8_LABEL_NAMES = "allow-utf8-labelnames";

    private final String text;
    private int at;

    private AcceptHeader(String text) {
        this.text = text;
    }

    /// @param headers every `Accept` header of a request
    /// @throws IllegalArgumentException if one is malformed; the message is for the client
    static ClientCapabilities parse(List<String> headers) {
        boolean utf8 = false;
        for (String header : headers) {
            for (String range : split(header)) {
                Map<String, String> parameters = new AcceptHeader(range).mediaRange();
                utf8 |= parameters.getOrDefault(UTF8_LABEL_NAMES, "").equals("true");
            }
        }
        return utf8 ? new ClientCapabilities(true) : ClientCapabilities.NONE;
    }

    /// Splits at commas that no quotes hold.
    private static List<String> split(String header) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(header.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(header.substring(from).strip());
        parts.removeIf(String::isEmpty);
        return parts;
    }

    /// Reads `type/subtype; name=value; …` and returns the parameters.
    private Map<String, String> mediaRange() {
        token("media type");
        if (isNext('/')) {
            at++;
            token("media subtype");
        }
        Map<String, String> parameters = new HashMap<>();
        skipBlanks();
        while (at < text.length()) {
            if (!isNext(';')) {
                throw malformed("\";\" between parameters");
            }
            at++;
            skipBlanks();
            if (at == text.length()) {
                break;
            }
            String name = token("parameter name").toLowerCase(Locale.ROOT);
            if (!isNext('=')) {
                throw malformed("\"=\" after a parameter name");
            }
            at++;
            String value = isNext('"') ? quoted() : token("parameter value");
            if (parameters.put(name, value) != null) {
                throw malformed("each parameter once");
            }
            skipBlanks();
        }
        return parameters;
    }

    private boolean isNext(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private void skipBlanks() {
        while (isNext(' ') || isNext('\t')) {
            at++;
        }
    }

    private String token(String what) {
        int from = at;
        while (at < text.length() && isTokenChar(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw malformed("a " + what);
        }
        return text.substring(from, at);
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                c = text.charAt(at);
            }
            value.append(c);
        }
        throw malformed("a closing quote");
    }

    private static boolean isTokenChar(char c) {
        return c > ' ' && c < 127 && "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
    }

    private IllegalArgumentException malformed(String expected) {
        return new IllegalArgumentException(
                "Invalid header format: Accept \"%s\" at character %d (expected %s)"
                        .formatted(text, at, expected));
    }
}
