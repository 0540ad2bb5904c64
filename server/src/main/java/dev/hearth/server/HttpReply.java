// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// What a [Route] answers. Not a record class, because it holds an array; nobody changes the body.
public final class HttpReply {

    private final int status;
    private final String contentType;
    private final Map<String, String> headers;
    private final byte[] body;

    private HttpReply(int status, String contentType, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    /// 200 and nothing else.
    public static HttpReply ok() {
        return new HttpReply(200, "", Map.of(), new byte[0]);
    }

    /// A body of a type, for instance `application/json`.
    public static HttpReply of(int status, String contentType, byte[] body) {
        return new HttpReply(status, contentType, Map.of(), body);
    }

    /// Plain text, UTF-8.
    public static HttpReply text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /// JSON text.
    public static HttpReply json(int status, String json) {
        return of(status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /// The same with one more header.
    public HttpReply withHeader(String name, String value) {
        java.util.TreeMap<String, String> more = new java.util.TreeMap<>(headers);
        more.put(name, value);
        return new HttpReply(status, contentType, more, body);
    }

    /// HTTP status.
    public int status() {
        return status;
    }

    /// Content type, empty for none.
    public String contentType() {
        return contentType;
    }

    /// Further headers.
    public Map<String, String> headers() {
        return headers;
    }

    /// The body; not to be changed.
    public byte[] body() {
        return body;
    }
}
