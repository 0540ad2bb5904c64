// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.form;

import java.util.LinkedHashMap;
import java.util.Map;

/// The parameter `name` of an upload: `service{key=value,key=value}`.
///
/// The service is trimmed and of the characters `A-Za-z0-9_./-`. Keys are trimmed and of
/// `A-Za-z0-9_.`; of a key given twice the last value counts; the key `__name__` replaces the
/// service. Values are the raw text up to `,` or `}`, trimmed, without quotes or escapes. What
/// follows `}` is ignored, and so is a last pair that neither `,` nor `}` ends.
///
/// @param service name of the service, not empty
/// @param tags the pairs
public record AppName(String service, Map<String, String> tags) {

    private static final String SERVICE_KEY = "__name__";

    public AppName {
        tags = Map.copyOf(tags);
    }

    /// Reads a name.
    ///
    /// @throws IllegalArgumentException if `text` is not one; the message is for the client
    public static AppName parse(String text) {
        int brace = text.indexOf('{');
        String service = (brace < 0 ? text : text.substring(0, brace)).strip();
        checkService(service);
        Map<String, String> tags = brace < 0 ? Map.of() : parseTags(text, brace + 1);
        String replacement = tags.get(SERVICE_KEY);
        if (replacement == null) {
            return new AppName(service, tags);
        }
        checkService(replacement);
        tags.remove(SERVICE_KEY);
        return new AppName(replacement, tags);
    }

    /// The part of the name behind its last dot, which in formats that do not say it themselves is
    /// what is measured; `cpu` if there is no dot.
    public String suffix() {
        int dot = service.lastIndexOf('.');
        return dot < 0 ? "cpu" : service.substring(dot + 1);
    }

    /// The name up to its last dot.
    public String withoutSuffix() {
        int dot = service.lastIndexOf('.');
        return dot < 0 ? service : service.substring(0, dot);
    }

    private static Map<String, String> parseTags(String text, int start) {
        Map<String, String> tags = new LinkedHashMap<>();
        int at = start;
        while (at < text.length() && text.charAt(at) != '}') {
            int equals = keyEnd(text, at);
            if (equals == text.length() || text.charAt(equals) == '}') {
                break;
            }
            int end = valueEnd(text, equals + 1);
            if (end == text.length()) {
                break;
            }
            String key = text.substring(at, equals).strip();
            checkKey(key);
            tags.put(key, text.substring(equals + 1, end).strip());
            at = text.charAt(end) == ',' ? end + 1 : end;
        }
        return tags;
    }

    private static int keyEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '=' && text.charAt(at) != '}') {
            at++;
        }
        return at;
    }

    private static int valueEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '}') {
            at++;
        }
        return at;
    }

    private static void checkService(String service) {
        if (service.isEmpty()) {
            throw new IllegalArgumentException("application name is empty (expected service{…})");
        }
        for (int i = 0; i < service.length(); i++) {
            char c = service.charAt(i);
            if (!isWord(c) && c != '/' && c != '-') {
                throw new IllegalArgumentException(
                        "application name \"%s\" contains '%s' (expected only A-Za-z0-9_./-)"
                                .formatted(Quote.of(service), character(service, i)));
            }
        }
    }

    private static void checkKey(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("label name is empty (expected key=value)");
        }
        for (int i = 0; i < key.length(); i++) {
            if (!isWord(key.charAt(i))) {
                throw new IllegalArgumentException(
                        "label name \"%s\" contains '%s' (expected only A-Za-z0-9_.)"
                                .formatted(Quote.of(key), character(key, i)));
            }
        }
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.';
    }

    private static String character(String text, int at) {
        return Character.toString(text.codePointAt(at));
    }
}
