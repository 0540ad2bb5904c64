// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import dev.hearth.integrationtests.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A Docker engine of the tests' own, without a bridge of its own and without rules of a firewall,
/// so that it leaves none behind. Networks that a test makes reach their containers alone.
final class DockerEngine implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final String socket;
    private final Command client;
    private final Path folder;

    private DockerEngine(Process process, String socket, Command client, Path folder) {
        this.process = process;
        this.socket = socket;
        this.client = client;
        this.folder = folder;
    }

    /// Starts one, without any image.
    static DockerEngine start() throws IOException {
        Path engine = RealPart.program("apt-get install docker.io", "dockerd");
        if (!"root".equals(System.getProperty("user.name"))) {
            throw RealPart.missing("a Docker engine of its own", "run the tests as root");
        }
        Path folder = Files.createTempDirectory("docker-engine-");
        String socket = "unix://" + folder.resolve("sock");
        Path log = folder.resolve("log");
        Process process =
                new ProcessBuilder(
                                engine.toString(),
                                "--data-root=" + folder.resolve("data"),
                                "--exec-root=" + folder.resolve("exec"),
                                "--pidfile=" + folder.resolve("pid"),
                                "--host=" + socket,
                                "--bridge=none",
                                "--iptables=false",
                                "--ip-forward=false",
                                "--ip-masq=false")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Command client = Command.of(program()).with("DOCKER_HOST", socket);
        DockerEngine started =
                new DockerEngine(
                        process,
                        socket,
                        client.with("DOCKER_BUILDKIT", "1")
                                .with("DOCKER_CONFIG", folder.toString()),
                        folder);
        long end = System.nanoTime() + START.toNanos();
        while (started.client.run("info").status() != 0) {
            if (!process.isAlive() || System.nanoTime() > end) {
                started.close();
                throw new IOException("dockerd did not start:\n" + Files.readString(log));
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return started;
    }

    /// Starts one and builds Hearth's image there, of the archive that the build made.
    static DockerEngine startWithHearth(String image) throws IOException {
        Path base = RealPart.made("debian-image", "root.tar");
        Top.archive();
        DockerEngine engine = start();
        try {
            engine.load(base, "debian:bookworm-slim");
            engine.build(image, Top.file(""), "--build-arg=ARCHIVE=made");
            return engine;
        } catch (IOException e) {
            engine.close();
            throw e;
        }
    }

    /// The engine's own client, which has BuildKit built in; another on the path may lack the
    /// plugin.
    private static Path program() {
        Path beside = Path.of("/usr/bin/docker");
        return Files.isExecutable(beside)
                ? beside
                : RealPart.program("apt-get install docker.io", "docker");
    }

    /// Its client.
    Command client() {
        return client;
    }

    /// Another program that asks this engine.
    Command client(Path program, String... arguments) {
        return Command.of(program, arguments).with("DOCKER_HOST", socket);
    }

    /// Builds an image, with what is here alone.
    void build(String image, Path context, String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of("build", "--network=none", "--tag=" + image));
        line.addAll(List.of(options));
        line.add(context.toString());
        client.output(line.toArray(String[]::new));
    }

    /// Makes an image of a file system.
    void load(Path tar, String name) throws IOException {
        client.output("import", tar.toString(), name);
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            List<String> containers = client.run("ps", "-aq").out().lines().toList();
            for (String container : containers) {
                client.run("rm", "-f", "-v", container);
            }
        }
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        // The one thing that the engine does not tidy up itself. What images are made of goes by
        // rm,
        // which takes links for what they are.
        Command.of(Path.of("umount")).run(folder.resolve("exec/netns/default").toString());
        Command.of(Path.of("rm")).output("-rf", folder.toString());
    }
}
