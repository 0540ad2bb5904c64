// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.blob.BlobContainerClientBuilder;
import dev.hearth.config.ConfigException;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.Retries;
import dev.hearth.objectstoreazure.AzureConfig;
import dev.hearth.objectstoreazure.AzureContainers;
import dev.hearth.objectstoreazure.AzureFlags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Azure Blob Storage as Azurite speaks it.
final class AzureStoreTest implements RemoteStoreContract {

    private static final String CONTAINER = "hearth";
    private static final String ACCOUNT = "hearthtests";
    private static final String KEY = "aGVhcnRoLXRlc3RzLWhlYXJ0aC10ZXN0cw==";

    private static PartProcess server;

    private StorePair stores;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        int port = PartProcess.freePort();
        server =
                PartProcess.start(
                        folder,
                        port,
                        "/",
                        Map.of("AZURITE_ACCOUNTS", ACCOUNT + ":" + KEY),
                        RealPart.program("install Node.js", "node").toString(),
                        RealPart.made("azurite", "node_modules/azurite/dist/src/blob/main.js")
                                .toString(),
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        Integer.toString(port),
                        "--location",
                        folder.resolve("data").toString(),
                        "--loose",
                        "--silent",
                        "--skipApiVersionCheck",
                        "--disableTelemetry");
        new BlobContainerClientBuilder()
                .connectionString(connection(port))
                .containerName(CONTAINER)
                .buildClient()
                .create();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() throws IOException, ConfigException {
        stores = StorePair.open(server, (port, retries) -> container(port, CONTAINER, retries));
    }

    @AfterEach
    void close() throws IOException {
        stores.close();
    }

    private static String connection(int port) {
        return "DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;BlobEndpoint=http://127.0.0.1:%d/%s;"
                .formatted(ACCOUNT, KEY, port, ACCOUNT);
    }

    private static Bucket container(int port, String name, Retries retries)
            throws IOException, ConfigException {
        AzureConfig config =
                AzureConfig.from(
                        FlagTexts.settings(
                                AzureFlags.all(),
                                "-storage.azure.connection-string=" + connection(port),
                                "-storage.azure.container-name=" + name,
                                "-storage.azure.http.response-header-timeout="
                                        + TIMEOUT.toSeconds()
                                        + "s"));
        return AzureContainers.open(config, retries);
    }

    @Override
    public StorePair stores() {
        return stores;
    }

    @Override
    public boolean makesALargeObject(String request) {
        return request.startsWith("PUT ") && request.contains("comp=blocklist");
    }

    @Test
    void saysWhichContainerIsMissing() throws IOException, ConfigException {
        try (StorePair pair =
                StorePair.open(
                        server, (port, retries) -> container(port, "no-such-one", retries))) {
            assertThatThrownBy(() -> pair.straight().putIfAbsent("a", new byte[1]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("container \"no-such-one\" at http://127.0.0.1:")
                    .hasMessageContaining("404 ContainerNotFound");
        }
    }
}
