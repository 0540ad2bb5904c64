// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreazure;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Secret;
import dev.hearth.config.Settings;
import java.time.Duration;

/// A container of Azure Blob Storage and how to talk to it.
///
/// @param container name of it
/// @param identity who we are, and where the account is
/// @param response how long an answer may take to begin or to go on
/// @param maxRetries how often a request is tried again
public record AzureConfig(String container, Identity identity, Duration response, int maxRetries) {

    private static final String DEFAULT_SUFFIX = "blob.core.windows.net";

    /// Who we are, and where the account is.
    sealed interface Identity {

        /// A connection string, which says both.
        record Connection(Secret text) implements Identity {}

        /// The account's own key.
        ///
        /// @param endpoint address of the account
        record Key(String endpoint, String account, Secret key) implements Identity {}

        /// An application with a secret.
        ///
        /// @param endpoint address of the account
        record Application(String endpoint, String tenant, String client, Secret secret)
                implements Identity {}

        /// The identity that the platform gives.
        ///
        /// @param endpoint address of the account
        /// @param client that of an identity which a user assigned; empty is the system's
        record Managed(String endpoint, String client) implements Identity {}
    }

    /// Reads the settings.
    ///
    /// @throws ConfigException if one is missing or none of those known
    public static AzureConfig from(Settings settings) throws ConfigException {
        require(settings, AzureFlags.CONTAINER_NAME, "the name of a container");
        int retries = settings.get(AzureFlags.MAX_RETRIES);
        if (retries < 0) {
            throw new ConfigException(
                    "%s is %d (expected 0 or more)".formatted(AzureFlags.MAX_RETRIES, retries));
        }
        return new AzureConfig(
                settings.get(AzureFlags.CONTAINER_NAME),
                identity(settings),
                settings.get(AzureFlags.RESPONSE_TIMEOUT),
                retries);
    }

    private static void require(Settings settings, Flag<String> flag, String expected)
            throws ConfigException {
        if (settings.get(flag).isEmpty()) {
            throw new ConfigException(
                    "%s is empty (expected %s, because -storage.backend is azure)"
                            .formatted(flag, expected));
        }
    }

    private static Identity identity(Settings settings) throws ConfigException {
        Secret connection = settings.get(AzureFlags.CONNECTION_STRING);
        if (!connection.value().isEmpty()) {
            return new Identity.Connection(connection);
        }
        require(settings, AzureFlags.ACCOUNT_NAME, "the name of a storage account");
        String account = settings.get(AzureFlags.ACCOUNT_NAME);
        String suffix = settings.get(AzureFlags.ENDPOINT_SUFFIX);
        String endpoint = "https://" + account + "." + (suffix.isEmpty() ? DEFAULT_SUFFIX : suffix);
        Secret key = settings.get(AzureFlags.ACCOUNT_KEY);
        if (!key.value().isEmpty()) {
            return new Identity.Key(endpoint, account, key);
        }
        if (!settings.get(AzureFlags.CLIENT_SECRET).value().isEmpty()) {
            require(settings, AzureFlags.TENANT_ID, "the application's tenant");
            require(settings, AzureFlags.CLIENT_ID, "the application's id");
            return new Identity.Application(
                    endpoint,
                    settings.get(AzureFlags.TENANT_ID),
                    settings.get(AzureFlags.CLIENT_ID),
                    settings.get(AzureFlags.CLIENT_SECRET));
        }
        return new Identity.Managed(endpoint, settings.get(AzureFlags.USER_ASSIGNED_ID));
    }
}
