// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.Retries;
import dev.hearth.objectstores3.S3Buckets;
import dev.hearth.objectstores3.S3Config;
import dev.hearth.objectstores3.S3Flags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// S3 as MinIO speaks it.
final class S3StoreTest implements RemoteStoreContract {

    private static PartProcess server;

    private StorePair stores;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("data/" + MinioServer.BUCKET));
        server = MinioServer.start(folder);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() throws IOException, ConfigException {
        stores = StorePair.open(server, S3StoreTest::bucket);
    }

    @AfterEach
    void close() throws IOException {
        stores.close();
    }

    private static Bucket bucket(int port, Retries retries, String... more)
            throws IOException, ConfigException {
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "-storage.s3.endpoint=127.0.0.1:" + port,
                                "-storage.s3.insecure=true",
                                "-storage.s3.bucket-name=" + MinioServer.BUCKET,
                                "-storage.s3.access-key-id=" + MinioServer.ACCESS_KEY,
                                "-storage.s3.secret-access-key=" + MinioServer.SECRET_KEY,
                                "-storage.s3.http.response-header-timeout="
                                        + TIMEOUT.toSeconds()
                                        + "s"));
        flags.addAll(List.of(more));
        return S3Buckets.open(
                S3Config.from(FlagTexts.settings(S3Flags.all(), flags.toArray(String[]::new))),
                retries);
    }

    @Override
    public StorePair stores() {
        return stores;
    }

    @Override
    public boolean makesALargeObject(String request) {
        return request.startsWith("POST ") && request.contains("uploadId=");
    }

    @Test
    void asksForEncryptionByTheStoreAndByItsKeyService() throws IOException, ConfigException {
        for (String type : List.of("SSE-S3", "SSE-KMS")) {
            try (StorePair pair =
                    StorePair.open(
                            server,
                            (port, retries) ->
                                    bucket(
                                            port,
                                            retries,
                                            "-storage.s3.sse.type=" + type,
                                            "-storage.s3.sse.kms-key-id=hearth-key",
                                            "-storage.s3.sse.kms-encryption-context={\"of\":\"hearth\"}"))) {
                ObjectStore encrypted = pair.straight();
                assertThat(encrypted.putIfAbsent("large", new byte[17 << 20])).isTrue();
                assertThat(encrypted.putIfAbsent("large", new byte[17 << 20])).isFalse();
                assertThat(encrypted.putIfAbsent("small", new byte[] {1})).isTrue();
                assertThat(encrypted.get("small")).containsExactly(1);
                assertThat(encrypted.getRange("large", (16 << 20) - 1, 2)).containsExactly(0, 0);
            }
        }
    }

    @Test
    void saysWhyTheStoreRefuses() throws IOException, ConfigException {
        Retries none = new Retries(0, _ -> {});
        int port = server.address().getPort();
        try (Bucket wrong = bucket(port, none, "-storage.s3.secret-access-key=wrong-wrong")) {
            assertThatThrownBy(() -> wrong.read("a"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("bucket \"hearth\" at http://127.0.0.1:")
                    .hasMessageContaining("SignatureDoesNotMatch");
        }
        try (Bucket wrong = bucket(port, none, "-storage.s3.bucket-name=no-such-bucket")) {
            assertThatThrownBy(() -> wrong.read("a"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("NoSuchBucket");
        }
    }
}
