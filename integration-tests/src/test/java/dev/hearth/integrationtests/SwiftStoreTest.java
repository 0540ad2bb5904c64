// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstoreswift.SwiftConfig;
import dev.hearth.objectstoreswift.SwiftContainers;
import dev.hearth.objectstoreswift.SwiftFlags;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// OpenStack Swift itself.
final class SwiftStoreTest implements RemoteStoreContract {

    private static final String CONTAINER = "hearth";

    private static SwiftCluster cluster;

    private StorePair stores;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException, InterruptedException {
        cluster = SwiftCluster.start(folder);
        makeContainer();
    }

    private static void makeContainer() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<Void> login =
                    http.send(
                            HttpRequest.newBuilder(URI.create(cluster.proxy().uri() + "/auth/v1.0"))
                                    .header("X-Auth-User", SwiftCluster.USER)
                                    .header("X-Auth-Key", SwiftCluster.KEY)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            String store = login.headers().firstValue("X-Storage-Url").orElseThrow();
            HttpResponse<Void> made =
                    http.send(
                            HttpRequest.newBuilder(URI.create(store + "/" + CONTAINER))
                                    .header(
                                            "X-Auth-Token",
                                            login.headers()
                                                    .firstValue("X-Auth-Token")
                                                    .orElseThrow())
                                    .PUT(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            assertThat(made.statusCode()).isEqualTo(201);
        }
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void open() throws IOException, ConfigException {
        stores = StorePair.open(cluster.proxy(), (port, _) -> container(port, CONTAINER));
    }

    @AfterEach
    void close() throws IOException {
        stores.close();
    }

    private static Bucket container(int port, String name) throws ConfigException {
        return SwiftContainers.open(
                SwiftConfig.from(
                        FlagTexts.settings(
                                SwiftFlags.all(),
                                "-storage.swift.auth-url=http://127.0.0.1:" + port + "/auth/v1.0",
                                "-storage.swift.username=" + SwiftCluster.USER,
                                "-storage.swift.password=" + SwiftCluster.KEY,
                                "-storage.swift.container-name=" + name,
                                "-storage.swift.single-writer=true",
                                "-storage.swift.request-timeout=" + TIMEOUT.toSeconds() + "s")));
    }

    @Override
    public StorePair stores() {
        return stores;
    }

    @Test
    void wantsToBeToldThatNobodyElseWrites() {
        assertThatThrownBy(() -> SwiftConfig.from(FlagTexts.settings(SwiftFlags.all())))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("-storage.swift.single-writer is false (expected true");
    }

    @Test
    void saysWhichContainerIsMissing() throws IOException, ConfigException {
        try (StorePair pair =
                StorePair.open(cluster.proxy(), (port, _) -> container(port, "no-such-one"))) {
            assertThatThrownBy(() -> pair.straight().putIfAbsent("a", new byte[1]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("container \"no-such-one\" by way of http://127.0.0.1:")
                    .hasMessageContaining("answered 404");
        }
    }
}
