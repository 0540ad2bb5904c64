// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.objectstore.PrefixedObjectStore;
import dev.hearth.objectstore.remote.RemoteObjectStore;
import dev.hearth.objectstore.remote.Retries;
import dev.hearth.objectstores3.S3Buckets;
import dev.hearth.objectstores3.S3Config;
import dev.hearth.objectstores3.S3Flags;
import dev.hearth.testing.FaultyProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// S3 as MinIO speaks it.
final class S3StoreTest implements RemoteStoreContract {

    private static final int RETRIES = 3;

    private static PartProcess server;

    private final String prefix = UUID.randomUUID().toString();
    private final FaultyProxy proxy = new FaultyProxy(server.address());
    private final ObjectStore store = open(server.address().getPort());
    private final ObjectStore faultyStore = open(proxy.port());

    S3StoreTest() throws IOException, ConfigException {}

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

    @AfterEach
    void closeAll() throws IOException {
        faultyStore.close();
        proxy.close();
        store.close();
    }

    private ObjectStore open(int port, String... more) throws IOException, ConfigException {
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
        S3Config config =
                S3Config.from(FlagTexts.settings(S3Flags.all(), flags.toArray(String[]::new)));
        Retries retries = new Retries(RETRIES, _ -> {});
        return new PrefixedObjectStore(
                new RemoteObjectStore(S3Buckets.open(config, retries), retries), prefix);
    }

    @Override
    public ObjectStore store() {
        return store;
    }

    @Override
    public FaultyProxy proxy() {
        return proxy;
    }

    @Override
    public ObjectStore faultyStore() {
        return faultyStore;
    }

    @Override
    public boolean makesALargeObject(String request) {
        return request.startsWith("POST ") && request.contains("uploadId=");
    }

    @Test
    void asksForEncryptionByTheStoreAndByItsKeyService() throws Exception {
        for (String type : List.of("SSE-S3", "SSE-KMS")) {
            try (ObjectStore encrypted =
                    open(
                            server.address().getPort(),
                            "-storage.s3.sse.type=" + type,
                            "-storage.s3.sse.kms-key-id=hearth-key",
                            "-storage.s3.sse.kms-encryption-context={\"of\":\"hearth\"}")) {
                assertThat(encrypted.putIfAbsent(type, new byte[17 << 20])).isTrue();
                assertThat(encrypted.putIfAbsent(type + "-small", new byte[] {1})).isTrue();
                assertThat(encrypted.get(type + "-small")).containsExactly(1);
                assertThat(encrypted.getRange(type, (16 << 20) - 1, 2)).containsExactly(0, 0);
            }
        }
    }

    @Test
    void saysWhyTheStoreRefuses() throws Exception {
        try (ObjectStore wrongKey =
                open(server.address().getPort(), "-storage.s3.secret-access-key=wrong-wrong")) {
            assertThatThrownBy(() -> wrongKey.putIfAbsent("a", new byte[1]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("bucket \"hearth\" at http://127.0.0.1:")
                    .hasMessageContaining("SignatureDoesNotMatch");
        }
        try (ObjectStore wrongBucket =
                open(server.address().getPort(), "-storage.s3.bucket-name=no-such-bucket")) {
            assertThatThrownBy(() -> wrongBucket.get("a"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("NoSuchBucket");
        }
    }
}
