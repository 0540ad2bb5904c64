// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.testing.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/// Two of each component, compactors too, in processes of their own over a real MinIO and a real
/// Consul, with the log on disks or in a real Kafka. All can be taken away and brought back.
final class ChaosCluster implements AutoCloseable {

    /// A member that was silent for so long gets no work.
    static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(15);

    private static final int PARTITIONS = 6;

    /// Where acked profiles are before they are in the object store.
    enum Log {
        FILES,
        KAFKA
    }

    private static final String[] MEMBERS = {
        "ingester-1",
        "ingester-2",
        "querier-1",
        "querier-2",
        "distributor-1",
        "distributor-2",
        "compactor-1",
        "compactor-2"
    };

    private final Path folder;
    private final int minioPort;
    private final ConsulAgent consul;
    private final @Nullable KafkaBroker kafka;
    private final ClusterProcesses processes;
    private final Map<String, Api> apis = new ConcurrentHashMap<>();

    /// Ingesters that are members and not to be retired.
    private final ConcurrentSkipListSet<String> ingesters = new ConcurrentSkipListSet<>();

    private PartProcess minio;
    private int lastIngester = 2;

    /// What runs, to be ended in reverse.
    private final Deque<Runnable> running = new ArrayDeque<>();

    /// Starts all of it; what fails to start leaves nothing running.
    ChaosCluster(Path folder, Log log) throws IOException, InterruptedException {
        try {
            this.folder = Files.createDirectories(folder.resolve("minio"));
            Files.createDirectories(this.folder.resolve("data/" + MinioServer.BUCKET));
            this.minioPort = PartProcess.freePort();
            this.minio = MinioServer.start(this.folder, minioPort);
            running.push(() -> minio.close());
            this.consul = ConsulAgent.start(folder.resolve("consul"), "");
            running.push(consul::close);
            this.kafka =
                    log == Log.KAFKA
                            ? KafkaBroker.start(Files.createDirectory(folder.resolve("kafka")))
                            : null;
            if (kafka != null) {
                running.push(kafka::close);
            }
            this.processes = new ClusterProcesses(folder, flags());
            running.push(processes::close);
            processes.startAll(MEMBERS);
            ingesters.addAll(List.of("ingester-1", "ingester-2"));
            awaitIngesters();
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            try {
                end();
            } catch (RuntimeException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /// Cuts and compacts often, so that much of it falls into every outage.
    private String[] flags() {
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "-storage.backend=s3",
                                "-storage.s3.endpoint=127.0.0.1:" + minioPort,
                                "-storage.s3.insecure=true",
                                "-storage.s3.bucket-name=" + MinioServer.BUCKET,
                                "-storage.s3.access-key-id=" + MinioServer.ACCESS_KEY,
                                "-storage.s3.secret-access-key=" + MinioServer.SECRET_KEY,
                                "-ring.store=consul",
                                "-consul.hostname=" + consul.address(),
                                "-ring.heartbeat-period=1s",
                                "-ring.heartbeat-timeout=%ds"
                                        .formatted(HEARTBEAT_TIMEOUT.toSeconds()),
                                "-ingester.max-segment-age=4s",
                                "-compactor.compaction-interval=5s",
                                "-compactor.cleanup-interval=10s",
                                "-distributor.push.timeout=15s"));
        if (kafka != null) {
            flags.add("-ingest-storage.enabled=true");
            flags.add("-ingest-storage.kafka.address=" + kafka.address());
            flags.add("-ingest-storage.kafka.topic=profiles");
            flags.add("-ingest-storage.kafka.auto-create-topic-default-partitions=" + PARTITIONS);
        }
        return flags.toArray(String[]::new);
    }

    Log log() {
        return kafka == null ? Log.FILES : Log.KAFKA;
    }

    /// The public API of a member, which need not run.
    Api api(String name) {
        return apis.computeIfAbsent(name, processes::api);
    }

    HearthProcess member(String name) {
        return processes.get(name);
    }

    /// Starts a member again that was killed.
    HearthProcess restart(String name) throws IOException {
        return processes.start(name, name.substring(0, name.indexOf('-')));
    }

    /// The ingesters of now, in order of name.
    List<String> ingesters() {
        return List.copyOf(ingesters);
    }

    /// Has one more ingester join.
    String addIngester() throws IOException {
        lastIngester++;
        String name = "ingester-" + lastIngester;
        processes.startAll(name);
        ingesters.add(name);
        awaitIngesters();
        return name;
    }

    /// Has an ingester leave for good: what it has is stored, and its partition ends.
    void retire(String name) throws IOException {
        int status = api(name).sendAs("POST", "/ingester/prepare-shutdown").statusCode();
        int exit = member(name).terminate();
        if (status != 204 || exit != 0) {
            throw new IOException(
                    "%s answered %d and ended with %d (expected 204 and 0):\n%s"
                            .formatted(
                                    name, status, exit, String.join("\n", member(name).output())));
        }
        ingesters.remove(name);
        awaitIngesters();
    }

    /// Waits until distributors and queriers see all ingesters as ready, and nobody else.
    void awaitIngesters() throws IOException {
        for (String member :
                new String[] {"distributor-1", "distributor-2", "querier-1", "querier-2"}) {
            ClusterPushes.await(
                    () -> knowsIngesters(member), "%s knows %s".formatted(member, ingesters));
        }
    }

    private boolean knowsIngesters(String member) throws IOException {
        TreeSet<String> partitions = new TreeSet<>();
        int ready = 0;
        for (JsonNode ingester : ClusterPushes.ingesters(api(member)).path("members")) {
            if (ingester.path("state").asText().equals("active")) {
                ready += ingester.path("partitions").isEmpty() ? 0 : 1;
                ingester.path("partitions")
                        .forEach(partition -> partitions.add(partition.asText()));
            }
        }
        return ready == ingesters.size() && (kafka == null || partitions.size() == PARTITIONS);
    }

    void killMinio() {
        minio.kill();
    }

    void restartMinio() throws IOException {
        minio = MinioServer.start(folder, minioPort);
    }

    void killConsul() {
        consul.kill();
    }

    void restartConsul() throws IOException {
        try {
            consul.start();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /// The broker; there must be one.
    KafkaBroker kafka() {
        if (kafka == null) {
            throw new IllegalStateException("log is in files (expected Kafka)");
        }
        return kafka;
    }

    /// Cuts all that is in memory and compacts all that can be.
    void storeAll() throws IOException {
        for (String ingester : ingesters) {
            require(api(ingester), "/ingester/flush");
        }
        // Each compacts the tenants that the ring gives it.
        require(api("compactor-1"), "/compactor/run?force=true");
        require(api("compactor-2"), "/compactor/run?force=true");
    }

    private static void require(Api api, String path) throws IOException {
        ClusterPushes.await(
                () -> {
                    try {
                        return api.send(path, "", new byte[0]).statusCode() == 200;
                    } catch (IOException e) {
                        return false; // too busy for the patience of the client
                    }
                },
                path + " is done");
    }

    /// Objects of the store whose keys contain some text.
    long objects(String text) throws IOException {
        try (java.util.stream.Stream<Path> files = Files.walk(folder.resolve("data"))) {
            return files.filter(file -> file.toString().contains(text)).count();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        apis.values().forEach(Api::close);
        end();
    }

    private void end() {
        RuntimeException failure = null;
        while (!running.isEmpty()) {
            try {
                running.pop().run();
            } catch (RuntimeException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
