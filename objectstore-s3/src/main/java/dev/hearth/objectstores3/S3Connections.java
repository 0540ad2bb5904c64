// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstores3;

import dev.hearth.objectstore.remote.RetryableException;
import io.minio.Http;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;

/// The connections of a client: no hidden retries, and answers that say "later" told apart.
final class S3Connections {

    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
    private static final int SHOWN_BYTES = 400;

    private S3Connections() {}

    static OkHttpClient open(S3Config.Http config, Dns names) throws IOException {
        Dispatcher dispatcher = new Dispatcher(Executors.newVirtualThreadPerTaskExecutor());
        int most = config.maxActive() == 0 ? Integer.MAX_VALUE : config.maxActive();
        dispatcher.setMaxRequests(most);
        dispatcher.setMaxRequestsPerHost(most);
        OkHttpClient client =
                new OkHttpClient.Builder()
                        .dispatcher(dispatcher)
                        .dns(names)
                        .connectionPool(
                                new ConnectionPool(
                                        config.maxIdle(),
                                        config.idle().toNanos(),
                                        TimeUnit.NANOSECONDS))
                        .protocols(List.of(Protocol.HTTP_1_1))
                        .connectTimeout(config.connect())
                        .readTimeout(config.response())
                        .writeTimeout(config.response())
                        .retryOnConnectionFailure(false)
                        .addInterceptor(S3Connections::refuseWhatPasses)
                        .build();
        return withTrust(client, config);
    }

    private static OkHttpClient withTrust(OkHttpClient client, S3Config.Http config)
            throws IOException {
        try {
            if (config.skipsVerification()) {
                return Http.disableCertCheck(client);
            }
            return config.caPath().isEmpty()
                    ? client
                    : Http.enableExternalCertificates(client, config.caPath(), null);
        } catch (MinioException | IllegalArgumentException e) {
            throw new IOException(
                    "%s is \"%s\" and cannot be read (expected a file of certificates in PEM)"
                            .formatted(S3Flags.CA_PATH, Path.of(config.caPath())),
                    e);
        }
    }

    private static Response refuseWhatPasses(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        if (!PASSING.contains(response.code())) {
            return response;
        }
        try (response) {
            String body = response.peekBody(SHOWN_BYTES).string();
            throw new RetryableException(
                    "answer has status %d: %s".formatted(response.code(), body),
                    new IOException(response.message()),
                    retryAfter(response));
        }
    }

    private static Duration retryAfter(Response response) {
        String text = response.header("Retry-After");
        try {
            return text == null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(text.strip()));
        } catch (NumberFormatException _) {
            return Duration.ZERO;
        }
    }
}
