// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreazure;

import dev.hearth.config.Flag;
import dev.hearth.config.Secret;
import java.time.Duration;
import java.util.List;

/// What an operator can set about Azure Blob Storage.
public final class AzureFlags {

    static final Flag<String> ACCOUNT_NAME =
            Flag.string("storage.azure.account-name", "", "Name of the storage account.");

    static final Flag<Secret> ACCOUNT_KEY =
            Flag.secret(
                    "storage.azure.account-key",
                    "Key of the storage account. Empty takes an application's secret if there is one, else the managed identity of the machine or pod.");

    static final Flag<Secret> CONNECTION_STRING =
            Flag.secret(
                    "storage.azure.connection-string",
                    "Connection string of the storage account, which says all of the above; for shared access signatures and emulators.");

    static final Flag<String> CONTAINER_NAME =
            Flag.string(
                    "storage.azure.container-name", "", "Name of the container, which must exist.");

    static final Flag<String> ENDPOINT_SUFFIX =
            Flag.string(
                    "storage.azure.endpoint-suffix",
                    "",
                    "What stands behind the account's name in the address of the service. Empty is blob.core.windows.net.");

    static final Flag<String> USER_ASSIGNED_ID =
            Flag.string(
                            "storage.azure.user-assigned-id",
                            "",
                            "Client id of a managed identity that a user assigned. Empty is the one of the system.")
                    .advanced();

    static final Flag<String> TENANT_ID =
            Flag.string(
                            "storage.azure.az-tenant-id",
                            "",
                            "Tenant of Azure that the application of -storage.azure.client-id belongs to.")
                    .advanced();

    static final Flag<String> CLIENT_ID =
            Flag.string("storage.azure.client-id", "", "Client id of an application.").advanced();

    static final Flag<Secret> CLIENT_SECRET =
            Flag.secret("storage.azure.client-secret", "Secret of the application.").advanced();

    static final Flag<Duration> RESPONSE_TIMEOUT =
            Flag.duration(
                            "storage.azure.http.response-header-timeout",
                            Duration.ofMinutes(2),
                            "How long an answer may take to begin, or to go on. Then the attempt has failed.")
                    .advanced();

    static final Flag<Integer> MAX_RETRIES =
            Flag.integer(
                            "storage.azure.max-retries",
                            3,
                            "How often a request is tried again that could not be answered, with pauses that grow.")
                    .advanced();

    private AzureFlags() {}

    /// All of them.
    public static List<Flag<?>> all() {
        return List.of(
                ACCOUNT_NAME,
                ACCOUNT_KEY,
                CONNECTION_STRING,
                CONTAINER_NAME,
                ENDPOINT_SUFFIX,
                USER_ASSIGNED_ID,
                TENANT_ID,
                CLIENT_ID,
                CLIENT_SECRET,
                RESPONSE_TIMEOUT,
                MAX_RETRIES);
    }
}
