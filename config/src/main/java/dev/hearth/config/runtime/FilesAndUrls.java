// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Reads local files and, by HTTP, remote ones; both up to [#MAX_BYTES].
final class FilesAndUrls implements RuntimeSource {

    /// Largest file.
    static final int MAX_BYTES = 16 << 20;

    private final Duration timeout;

    /// @param timeout for a whole remote file
    FilesAndUrls(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public String read(String name) throws IOException, InterruptedException {
        byte[] bytes =
                name.startsWith("http://") || name.startsWith("https://")
                        ? remote(name)
                        : local(name);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IOException("it is no UTF-8", e);
        }
    }

    private static byte[] local(String name) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(
                        "it has more than %d bytes (limit %d)".formatted(MAX_BYTES, MAX_BYTES));
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new IOException("there is no such file", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("its name is no path: " + e.getMessage(), e);
        }
    }

    private byte[] remote(String name) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(timeout).build()) {
            CompletableFuture<HttpResponse<byte[]>> answer =
                    client.sendAsync(
                            HttpRequest.newBuilder(URI.create(name)).timeout(timeout).build(),
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
            try {
                HttpResponse<byte[]> response =
                        answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                if (response.statusCode() != 200) {
                    throw new IOException(
                            "the answer is %d (expected 200)".formatted(response.statusCode()));
                }
                return response.body();
            } finally {
                client.shutdownNow();
            }
        } catch (TimeoutException e) {
            throw new IOException("it was not read within " + timeout, e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (IllegalArgumentException e) {
            throw new IOException("its name is no URL: " + e.getMessage(), e);
        }
    }
}
