// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor.form;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parts of a `multipart/form-data` body (RFC 7578), by name.
///
/// Parts are copied out of the body. Of two parts of one name the first counts. At most
/// [#MAX_PARTS] parts, whose headers have at most [#MAX_HEADER_BYTES] together, are read.
public final class MultipartForm {

    static final int MAX_PARTS = 64;
    static final int MAX_HEADER_BYTES = 16 << 10;

    /// Longest boundary by RFC 2046.
    private static final int MAX_BOUNDARY = 70;

    private final Map<String, byte[]> parts;

    private MultipartForm(Map<String, byte[]> parts) {
        this.parts = parts;
    }

    /// Whether a header `Content-Type` announces a form.
    public static boolean isForm(@Nullable String contentType) {
        return contentType != null
                && contentType.toLowerCase(Locale.ROOT).contains("multipart/form-data");
    }

    /// Takes a body apart.
    ///
    /// @throws IllegalArgumentException if the body is not a complete form; the message is for the
    ///   client
    public static MultipartForm parse(String contentType, byte[] body) {
        byte[] delimiter = ("--" + boundary(contentType)).getBytes(StandardCharsets.ISO_8859_1);
        Map<String, byte[]> parts = new HashMap<>();
        int at = findDelimiter(body, 0, delimiter);
        if (at < 0) {
            throw new IllegalArgumentException(
                    "multipart body has no boundary line (expected the boundary of Content-Type)");
        }
        for (int count = 0; ; count++) {
            int afterDelimiter = at + delimiter.length;
            if (isAt(body, afterDelimiter, "--")) {
                return new MultipartForm(parts);
            }
            if (count == MAX_PARTS) {
                throw new IllegalArgumentException(
                        "multipart body has more parts than expected (limit %d)"
                                .formatted(MAX_PARTS));
            }
            int headers = lineEnd(body, afterDelimiter, body.length);
            int content = contentStart(body, headers);
            int next = findDelimiter(body, content, delimiter);
            if (next < 0) {
                throw new IllegalArgumentException(
                        "multipart body ends inside part %d (expected its boundary)"
                                .formatted(count + 1));
            }
            String name = partName(body, headers, content);
            if (name != null) {
                int end = Math.max(content, endBeforeLineBreak(body, next));
                parts.putIfAbsent(name, Arrays.copyOfRange(body, content, end));
            }
            at = next;
        }
    }

    /// The content of a part, or null if the form has none of that name.
    public byte @Nullable [] part(String name) {
        return parts.get(name);
    }

    private static String boundary(String contentType) {
        String found = parameter(contentType, "boundary");
        if (found == null || found.isEmpty() || found.length() > MAX_BOUNDARY) {
            throw new IllegalArgumentException(
                    "Content-Type \"%s\" has no usable boundary (expected boundary=… of 1 to %d characters)"
                            .formatted(Quote.of(contentType), MAX_BOUNDARY));
        }
        return found;
    }

    /// The value of a parameter of a header, `name=value` or `name="value"`; names in any case.
    static @Nullable String parameter(String header, String name) {
        int at = header.indexOf(';');
        while (at >= 0) {
            int start = at + 1;
            int equals = header.indexOf('=', start);
            if (equals < 0) {
                return null;
            }
            String key = header.substring(start, equals).strip();
            StringBuilder value = new StringBuilder();
            at = readValue(header, equals + 1, value);
            if (key.equalsIgnoreCase(name)) {
                return value.toString();
            }
        }
        return null;
    }

    /// Reads a token or a quoted text; returns where the next `;` is, or -1.
    private static int readValue(String header, int from, StringBuilder value) {
        int at = from;
        while (at < header.length() && header.charAt(at) == ' ') {
            at++;
        }
        if (at < header.length() && header.charAt(at) == '"') {
            for (at++; at < header.length() && header.charAt(at) != '"'; at++) {
                if (header.charAt(at) == '\\' && at + 1 < header.length()) {
                    at++;
                }
                value.append(header.charAt(at));
            }
            return header.indexOf(';', Math.min(at, header.length()));
        }
        int end = header.indexOf(';', at);
        value.append(header.substring(at, end < 0 ? header.length() : end).strip());
        return end;
    }

    /// Finds the delimiter at the start of a line, at or after `from`; -1 if there is none.
    private static int findDelimiter(byte[] body, int from, byte[] delimiter) {
        int last = body.length - delimiter.length;
        for (int i = from; i <= last; i++) {
            if (body[i] == '-'
                    && (i == 0 || body[i - 1] == '\n')
                    && Arrays.equals(body, i, i + delimiter.length, delimiter, 0, delimiter.length)
                    && endsLine(body, i + delimiter.length)) {
                return i;
            }
        }
        return -1;
    }

    /// Whether only `--` or white space stands between `at` and the end of its line.
    private static boolean endsLine(byte[] body, int at) {
        int i = isAt(body, at, "--") ? at + 2 : at;
        while (i < body.length && (body[i] == ' ' || body[i] == '\t' || body[i] == '\r')) {
            i++;
        }
        return i == body.length || body[i] == '\n';
    }

    private static boolean isAt(byte[] body, int at, String text) {
        if (at + text.length() > body.length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (body[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The start of the line after that of `at`, at most `limit`.
    private static int lineEnd(byte[] body, int at, int limit) {
        int i = at;
        while (i < limit && body[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, limit);
    }

    /// Where the content of a part starts: behind the first empty line.
    private static int contentStart(byte[] body, int headers) {
        int limit = Math.min(body.length, headers + MAX_HEADER_BYTES);
        int line = headers;
        while (line < limit) {
            int next = lineEnd(body, line, limit);
            if (isAt(body, line, "\n") || isAt(body, line, "\r\n")) {
                return next;
            }
            line = next;
        }
        throw new IllegalArgumentException(
                "headers of a multipart part do not end (expected an empty line within %d bytes)"
                        .formatted(MAX_HEADER_BYTES));
    }

    private static int endBeforeLineBreak(byte[] body, int next) {
        int end = next;
        if (end > 0 && body[end - 1] == '\n') {
            end--;
        }
        if (end > 0 && body[end - 1] == '\r') {
            end--;
        }
        return end;
    }

    private static @Nullable String partName(byte[] body, int headers, int content) {
        String text = new String(body, headers, content - headers, StandardCharsets.UTF_8);
        for (String line : text.split("\r?\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0
                    && line.substring(0, colon).strip().equalsIgnoreCase("Content-Disposition")) {
                return parameter(line, "name");
            }
        }
        return null;
    }
}
