// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreazure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.Retries;
import java.io.IOException;
import java.time.Duration;

/// Opens containers of Azure Blob Storage.
public final class AzureContainers {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private AzureContainers() {}

    /// Makes a client for a container. Nothing is sent yet.
    ///
    /// @param retries for the parts of a large object
    /// @throws IOException if the client refuses the settings
    public static Bucket open(AzureConfig config, Retries retries) throws IOException {
        try {
            HttpClient http =
                    new JdkHttpClientBuilder()
                            .connectionTimeout(CONNECT)
                            .responseTimeout(config.response())
                            .readTimeout(config.response())
                            .writeTimeout(config.response())
                            .build();
            BlobContainerClientBuilder builder =
                    new BlobContainerClientBuilder()
                            .httpClient(new WireClient(http))
                            .containerName(config.container())
                            .retryOptions(onlyOnce(config));
            identify(builder, config.identity(), http);
            return new AzureContainer(builder.buildClient(), config, retries);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IOException("Azure settings are wrong: " + e.getMessage(), e);
        }
    }

    /// Retries are ours.
    private static RequestRetryOptions onlyOnce(AzureConfig config) {
        Duration most = config.response().multipliedBy(10);
        return new RequestRetryOptions(
                RetryPolicyType.FIXED, 1, most, Duration.ofSeconds(1), Duration.ofSeconds(1), null);
    }

    private static void identify(
            BlobContainerClientBuilder builder, AzureConfig.Identity identity, HttpClient http) {
        switch (identity) {
            case AzureConfig.Identity.Connection(var text) ->
                    builder.connectionString(text.value());
            case AzureConfig.Identity.Key key ->
                    builder.endpoint(key.endpoint())
                            .credential(
                                    new StorageSharedKeyCredential(
                                            key.account(), key.key().value()));
            case AzureConfig.Identity.Application application ->
                    builder.endpoint(application.endpoint())
                            .credential(
                                    new ClientSecretCredentialBuilder()
                                            .httpClient(http)
                                            .tenantId(application.tenant())
                                            .clientId(application.client())
                                            .clientSecret(application.secret().value())
                                            .build());
            case AzureConfig.Identity.Managed managed ->
                    builder.endpoint(managed.endpoint()).credential(platform(managed, http));
        }
    }

    private static TokenCredential platform(AzureConfig.Identity.Managed managed, HttpClient http) {
        DefaultAzureCredentialBuilder builder =
                new DefaultAzureCredentialBuilder().httpClient(http);
        if (!managed.client().isEmpty()) {
            builder.managedIdentityClientId(managed.client())
                    .workloadIdentityClientId(managed.client());
        }
        return builder.build();
    }
}
