// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreswift;

import dev.hearth.objectstore.NoSuchObjectException;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.RetryableException;
import dev.hearth.objectstoreswift.SwiftHttp.Answer;
import dev.hearth.objectstoreswift.SwiftLogin.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A container of OpenStack Swift.
///
/// Swift looks for an object when a put begins, and the later of two puts that overlap replaces the
/// other. So the puts of one key wait for each other here.
final class SwiftContainer implements Bucket {

    private static final String PUT_ID = "X-Object-Meta-Hearth-Put";
    private static final int LIST_LIMIT = 10_000;
    private static final int LOCKS = 256;

    /// What Swift takes as one object.
    private static final long MAX_BYTES = 5L << 30;

    private final SwiftHttp http;
    private final SwiftLogin login;
    private final String container;
    private final String name;
    private final List<ReentrantLock> locks = new ArrayList<>();

    SwiftContainer(SwiftHttp http, SwiftLogin login, SwiftConfig config) {
        this.http = http;
        this.login = login;
        this.container = config.container();
        this.name = "container \"%s\" by way of %s".formatted(container, config.authUrl());
        for (int i = 0; i < LOCKS; i++) {
            locks.add(new ReentrantLock());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// @param prototype the method, with the body if there is one
    private Answer send(
            String key, String query, long length, HttpRequest.Builder prototype, String... headers)
            throws IOException {
        try {
            Session session = login.session();
            Answer answer = send(session, key, query, length, prototype, headers);
            if (answer.status() == 401) {
                login.forget(session);
                throw new RetryableException("token was refused", new IOException("status 401"));
            }
            return answer;
        } catch (RetryableException e) {
            throw new RetryableException(
                    "%s failed: %s".formatted(name, e.getMessage()), e, e.after());
        }
    }

    private Answer send(
            Session session,
            String key,
            String query,
            long length,
            HttpRequest.Builder prototype,
            String... headers)
            throws IOException {
        String path = key.isEmpty() ? "" : "/" + encoded(key).replace("%2F", "/");
        URI uri = URI.create(session.store() + "/" + encoded(container) + path + query);
        HttpRequest.Builder request =
                prototype.copy().uri(uri).header("X-Auth-Token", session.token());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request, length);
    }

    private static HttpRequest.Builder get() {
        return HttpRequest.newBuilder().GET();
    }

    /// @throws NoSuchObjectException if there is no object
    private Answer found(String key, Answer answer) throws IOException {
        if (answer.status() == 404) {
            throw new NoSuchObjectException(key);
        }
        return done(answer);
    }

    private Answer done(Answer answer) throws IOException {
        if (answer.status() / 100 != 2) {
            throw new IOException("%s answered %d (expected 2xx)".formatted(name, answer.status()));
        }
        return answer;
    }

    @Override
    public boolean create(String key, ObjectContent content, String putId) throws IOException {
        if (content.length() > MAX_BYTES) {
            throw new IOException(
                    "object \"%s\" has %d bytes (expected at most %d with Swift)"
                            .formatted(key, content.length(), MAX_BYTES));
        }
        ReentrantLock lock = locks.get(Math.floorMod(key.hashCode(), LOCKS));
        lock.lock();
        try {
            return put(key, content, putId);
        } finally {
            lock.unlock();
        }
    }

    private boolean put(String key, ObjectContent content, String putId) throws IOException {
        AtomicReference<@Nullable IOException> unreadable = new AtomicReference<>();
        try {
            Answer answer =
                    send(
                            key,
                            "",
                            content.length(),
                            HttpRequest.newBuilder().PUT(body(content, unreadable)),
                            "If-None-Match",
                            "*",
                            "Content-Type",
                            "application/octet-stream",
                            PUT_ID,
                            putId);
            return answer.status() != 412 && done(answer).status() / 100 == 2;
        } catch (RetryableException e) {
            IOException why = unreadable.get();
            throw why == null ? e : why;
        }
    }

    private static BodyPublisher body(
            ObjectContent content, AtomicReference<@Nullable IOException> unreadable) {
        if (content.length() == 0) {
            return BodyPublishers.noBody();
        }
        BodyPublisher stream =
                BodyPublishers.ofInputStream(() -> {
                    try {
                        return new NotedStream(content.source().open(), unreadable);
                    } catch (IOException e) {
                        unreadable.set(e);
                        throw new UncheckedIOException(e);
                    }
                });
        return BodyPublishers.fromPublisher(stream, content.length());
    }

    @Override
    public String putId(String key) throws IOException {
        return found(key, head(key)).header(PUT_ID);
    }

    @Override
    public long size(String key) throws IOException {
        try {
            return Long.parseLong(found(key, head(key)).header("Content-Length"));
        } catch (NoSuchObjectException _) {
            return -1;
        } catch (NumberFormatException e) {
            throw new IOException("%s gave no length".formatted(name), e);
        }
    }

    private Answer head(String key) throws IOException {
        return send(key, "", 0, HttpRequest.newBuilder().method("HEAD", BodyPublishers.noBody()));
    }

    @Override
    public byte[] read(String key) throws IOException {
        return found(key, send(key, "", 0, get())).body();
    }

    @Override
    public byte[] read(String key, long offset, int length) throws IOException {
        String range = "bytes=%d-%d".formatted(offset, offset + length - 1);
        Answer answer = send(key, "", 0, get(), "Range", range);
        return answer.status() == 416 ? new byte[0] : found(key, answer).body();
    }

    @Override
    public List<String> list(String prefix, String after, int limit) throws IOException {
        List<String> keys = new ArrayList<>();
        String marker = after;
        boolean hasMore = true;
        while (hasMore && keys.size() < limit) {
            int count = Math.min(limit - keys.size(), LIST_LIMIT);
            String query =
                    "?format=plain&limit=%d&prefix=%s&marker=%s"
                            .formatted(count, encoded(prefix), encoded(marker));
            List<String> page =
                    new String(done(send("", query, 0, get())).body(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
            keys.addAll(page);
            hasMore = page.size() == count;
            marker = keys.isEmpty() ? marker : keys.getLast();
        }
        return keys;
    }

    @Override
    public void delete(String key) throws IOException {
        Answer answer = send(key, "", 0, HttpRequest.newBuilder().DELETE());
        if (answer.status() != 404) {
            done(answer);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
