// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstores3;

import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.Retries;
import io.minio.MinioAsyncClient;
import io.minio.credentials.AwsConfigProvider;
import io.minio.credentials.AwsEnvironmentProvider;
import io.minio.credentials.ChainedProvider;
import io.minio.credentials.IamAwsProvider;
import io.minio.credentials.Provider;
import io.minio.credentials.StaticProvider;
import java.io.IOException;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/// Opens buckets of S3.
public final class S3Buckets {

    private S3Buckets() {}

    /// Makes a client for a bucket. Nothing is sent yet.
    ///
    /// @param retries for the parts of a large object
    /// @throws IOException if the certificates cannot be read, or the client refuses the settings
    public static Bucket open(S3Config config, Retries retries) throws IOException {
        return open(config, retries, Dns.SYSTEM);
    }

    static Bucket open(S3Config config, Retries retries, Dns names) throws IOException {
        OkHttpClient http = S3Connections.open(config.http(), names);
        try {
            MinioAsyncClient.Builder builder =
                    MinioAsyncClient.builder()
                            .endpoint(config.endpoint().toString())
                            .credentialsProvider(provider(config, http))
                            .httpClient(http);
            if (!config.region().isEmpty()) {
                builder.region(config.region());
            }
            MinioAsyncClient client = builder.build();
            switch (config.lookup()) {
                case PATH -> client.disableVirtualStyleEndpoint();
                case HOST -> client.enableVirtualStyleEndpoint();
                case AUTO -> {}
            }
            return new S3Bucket(client, http, config, retries);
        } catch (IllegalArgumentException e) {
            throw new IOException("S3 settings are wrong: " + e.getMessage(), e);
        }
    }

    private static Provider provider(S3Config config, OkHttpClient http) {
        return switch (config.credentials()) {
            case S3Config.Identity.Key key ->
                    new StaticProvider(
                            key.id(),
                            key.secret().value(),
                            key.token().value().isEmpty() ? null : key.token().value());
            case S3Config.Identity.Ambient() ->
                    new ChainedProvider(
                            new AwsEnvironmentProvider(),
                            new AwsConfigProvider(null, null),
                            new IamAwsProvider(null, http));
        };
    }
}
