// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// An OpenStack Swift of one copy: proxy, account, container and object server, and a cache for its
/// tokens.
final class SwiftCluster implements AutoCloseable {

    /// User and key for the authentication, which is at `/auth/v1.0`.
    static final String USER = "test:tester";

    static final String KEY = "testing";

    private static final String INSTALL =
            "install Debian's swift-proxy, swift-account, swift-container, swift-object, memcached";

    /// The proxy first.
    private final Deque<PartProcess> parts = new ArrayDeque<>();

    private SwiftCluster() {}

    /// Starts one over a folder.
    static SwiftCluster start(Path folder) throws IOException {
        SwiftCluster cluster = new SwiftCluster();
        try {
            cluster.startAll(folder);
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startAll(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("devices/d1"));
        Files.writeString(
                folder.resolve("swift.conf"),
                "[swift-hash]\nswift_hash_path_prefix = hearth\nswift_hash_path_suffix = tests\n");
        int cache = PartProcess.freePort();
        parts.push(
                PartProcess.startWithoutHttp(
                        folder.resolve("memcached"),
                        cache,
                        Map.of(),
                        RealPart.program(INSTALL, "memcached").toString(),
                        "-u",
                        "root",
                        "-l",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(cache)));
        for (String kind : List.of("account", "container", "object")) {
            int port = PartProcess.freePort();
            makeRing(folder, kind, port);
            parts.push(startServer(folder, kind, port, serverConfig(folder, kind, port)));
        }
        int port = PartProcess.freePort();
        parts.push(startServer(folder, "proxy", port, proxyConfig(folder, port, cache)));
    }

    private static void makeRing(Path folder, String kind, int port) throws IOException {
        String builder = folder.resolve(kind + ".builder").toString();
        run(folder, builder, "create", "4", "1", "0");
        run(folder, builder, "add", "r1z1-127.0.0.1:%d/d1".formatted(port), "1");
        run(folder, builder, "rebalance");
    }

    private static void run(Path folder, String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of(arguments));
        command.addFirst(RealPart.program(INSTALL, "swift-ring-builder").toString());
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve("rings.log").toFile()))
                        .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() > 1) {
                process.destroyForcibly();
                throw new IOException(
                        "ring could not be made:\n"
                                + Files.readString(folder.resolve("rings.log")));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static PartProcess startServer(Path folder, String kind, int port, String config)
            throws IOException {
        Path file = folder.resolve(kind + ".conf");
        Files.writeString(file, config);
        return PartProcess.start(
                folder.resolve(kind),
                port,
                "/healthcheck",
                Map.of(),
                RealPart.program(INSTALL, "swift-" + kind + "-server").toString(),
                file.toString());
    }

    private static String head(Path folder, int port) {
        return """
        [DEFAULT]
        bind_ip = 127.0.0.1
        bind_port = %d
        user = root
        workers = 0
        swift_dir = %s
        devices = %s
        mount_check = false
        log_name = swift
        log_level = ERROR
        """
                .formatted(port, folder, folder.resolve("devices"));
    }

    private static String serverConfig(Path folder, String kind, int port) {
        return head(folder, port)
                + """
                [pipeline:main]
                pipeline = healthcheck %1$s-server
                [app:%1$s-server]
                use = egg:swift#%1$s
                [filter:healthcheck]
                use = egg:swift#healthcheck
                """
                        .formatted(kind);
    }

    private static String proxyConfig(Path folder, int port, int cache) {
        return head(folder, port)
                + """
                [pipeline:main]
                pipeline = catch_errors gatekeeper healthcheck cache tempauth copy proxy-server
                [app:proxy-server]
                use = egg:swift#proxy
                account_autocreate = true
                [filter:catch_errors]
                use = egg:swift#catch_errors
                [filter:gatekeeper]
                use = egg:swift#gatekeeper
                [filter:healthcheck]
                use = egg:swift#healthcheck
                [filter:copy]
                use = egg:swift#copy
                [filter:cache]
                use = egg:swift#memcache
                memcache_servers = 127.0.0.1:%d
                [filter:tempauth]
                use = egg:swift#tempauth
                user_test_tester = testing .admin
                """
                        .formatted(cache);
    }

    /// What clients talk to.
    PartProcess proxy() {
        return parts.getFirst();
    }

    @Override
    public void close() {
        parts.forEach(PartProcess::close);
    }
}
