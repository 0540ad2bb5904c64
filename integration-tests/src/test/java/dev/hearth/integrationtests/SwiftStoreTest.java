// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.objectstore.ObjectContent;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.ExactContent;
import dev.hearth.objectstoreswift.SwiftConfig;
import dev.hearth.objectstoreswift.SwiftContainers;
import dev.hearth.objectstoreswift.SwiftFlags;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

    /// Why only one process may write. Should this fail one day, Swift has learnt it.
    @Test
    void letsTwoProcessesCreateOneObjectIfTheirPutsOverlap() throws Exception {
        int port = cluster.proxy().address().getPort();
        int length = 1 << 20;
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch overtaken = new CountDownLatch(1);
        ObjectContent slow =
                new ObjectContent(
                        length,
                        () -> {
                            InputStream first = new ByteArrayInputStream(new byte[length / 2]);
                            InputStream second = new ByteArrayInputStream(new byte[length / 2]);
                            return new SequenceInputStream(
                                    first, new HeldStream(second, begun, overtaken));
                        });
        try (Bucket one = container(port, CONTAINER);
                Bucket other = container(port, CONTAINER);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> first = threads.submit(() -> one.create("both", slow, "one"));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            boolean second = other.create("both", ExactContent.of(new byte[] {1}), "other");
            overtaken.countDown();

            assertThat(List.of(first.get(), second)).containsExactly(true, true);
        }
    }

    /// Bytes that wait.
    private static final class HeldStream extends FilterInputStream {

        private final CountDownLatch begun;
        private final CountDownLatch overtaken;

        HeldStream(InputStream in, CountDownLatch begun, CountDownLatch overtaken) {
            super(in);
            this.begun = begun;
            this.overtaken = overtaken;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            begun.countDown();
            try {
                if (!overtaken.await(30, TimeUnit.SECONDS)) {
                    throw new IOException("nobody overtook");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return super.read(bytes, offset, length);
        }
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
