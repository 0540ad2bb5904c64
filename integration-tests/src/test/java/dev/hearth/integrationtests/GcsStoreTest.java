// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstoregcs.GcsBuckets;
import dev.hearth.objectstoregcs.GcsConfig;
import dev.hearth.objectstoregcs.GcsFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Google Cloud Storage as fake-gcs-server speaks it.
final class GcsStoreTest implements RemoteStoreContract {

    private static final String BUCKET = "hearth";

    private static PartProcess server;

    private StorePair stores;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("seed/" + BUCKET));
        int port = PartProcess.freePort();
        server =
                PartProcess.start(
                        folder,
                        port,
                        "/storage/v1/b/" + BUCKET,
                        Map.of(),
                        RealPart.made("gcs", "fake-gcs-server").toString(),
                        "-backend=memory",
                        "-scheme=http",
                        "-host=127.0.0.1",
                        "-port=" + port,
                        "-data=" + folder.resolve("seed"),
                        "-log-level=warn");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() throws IOException, ConfigException {
        stores = StorePair.open(server, (port, _) -> bucket(port, BUCKET));
    }

    @AfterEach
    void close() throws IOException {
        stores.close();
    }

    private static Bucket bucket(int port, String name) throws IOException, ConfigException {
        return GcsBuckets.open(
                GcsConfig.from(
                        FlagTexts.settings(
                                GcsFlags.all(),
                                "-storage.gcs.bucket-name=" + name,
                                "-storage.gcs.endpoint=http://127.0.0.1:" + port,
                                "-storage.gcs.http.response-header-timeout="
                                        + TIMEOUT.toSeconds()
                                        + "s")));
    }

    @Override
    public StorePair stores() {
        return stores;
    }

    @Override
    public boolean makesAnObject(String request) {
        return request.startsWith("POST ");
    }

    @Override
    public boolean makesALargeObject(String request) {
        return request.startsWith("PUT ");
    }

    @Test
    void saysWhichBucketIsMissing() throws IOException, ConfigException {
        try (StorePair pair = StorePair.open(server, (port, _) -> bucket(port, "no-such-bucket"))) {
            assertThatThrownBy(() -> pair.straight().putIfAbsent("a", new byte[1]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("bucket \"no-such-bucket\" at http://127.0.0.1:");
        }
    }
}
