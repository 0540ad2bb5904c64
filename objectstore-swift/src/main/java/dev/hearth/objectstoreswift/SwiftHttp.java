// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreswift;

import dev.hearth.objectstore.remote.RetryableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/// Sends requests and reads answers, in time.
final class SwiftHttp implements AutoCloseable {

    private static final Set<Integer> PASSING = Set.of(408, 409, 429, 498, 499, 500, 502, 503, 504);

    /// Bytes that pass in a second at least.
    private static final long SLOWEST = 1 << 18;

    private final HttpClient client;
    private final Duration response;
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();

    SwiftHttp(SwiftConfig config) {
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(config.connect())
                        .build();
        this.response = config.response();
    }

    /// An answer, whole.
    static final class Answer {

        private final HttpResponse<InputStream> head;
        private final byte[] body;

        Answer(HttpResponse<InputStream> head, byte[] body) {
            this.head = head;
            this.body = body;
        }

        int status() {
            return head.statusCode();
        }

        /// Empty if there is none.
        String header(String name) {
            return head.headers().firstValue(name).orElse("");
        }

        byte[] body() {
            return body;
        }
    }

    /// Sends a request.
    ///
    /// @param length of its body
    /// @throws RetryableException if there is no answer, or one that will be another one later
    Answer send(HttpRequest.Builder request, long length) throws IOException {
        Duration most = response.plusSeconds(length / SLOWEST);
        try {
            HttpResponse<InputStream> head =
                    client.send(request.timeout(most).build(), BodyHandlers.ofInputStream());
            Answer answer = new Answer(head, body(head));
            if (PASSING.contains(answer.status())) {
                throw new RetryableException(
                        "answer has status " + answer.status(),
                        new IOException(String.valueOf(head)),
                        retryAfter(answer));
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while waiting for Swift");
            interrupted.initCause(e);
            throw interrupted;
        } catch (RetryableException | SSLHandshakeException e) {
            throw e;
        } catch (IOException e) {
            throw new RetryableException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The client has no limit of its own for the time that a body takes.
    private byte[] body(HttpResponse<InputStream> head) throws IOException, InterruptedException {
        long length = head.headers().firstValueAsLong("Content-Length").orElse(0);
        Future<byte[]> read =
                readers.submit(() -> {
                    try (InputStream in = head.body()) {
                        return in.readAllBytes();
                    }
                });
        try {
            return read.get(response.plusSeconds(length / SLOWEST).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException("answer ends early", e.getCause());
        } catch (TimeoutException e) {
            head.body().close();
            throw new IOException("answer does not go on", e);
        }
    }

    private static Duration retryAfter(Answer answer) {
        String text = answer.header("Retry-After");
        try {
            return text.isEmpty()
                    ? Duration.ZERO
                    : Duration.ofSeconds(Long.parseLong(text.strip()));
        } catch (NumberFormatException _) {
            return Duration.ZERO;
        }
    }

    @Override
    public void close() {
        readers.shutdownNow();
        client.shutdownNow();
        client.close();
    }
}
