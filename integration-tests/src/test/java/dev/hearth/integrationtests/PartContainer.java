// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.MountableFile;

/// A server in a container, where its program was not made but Docker is: a developer's machine.
///
/// The image is the one that `docker-compose.yaml` names, in that version. Listens on a loopback
/// port of the caller's, which stays the same when it is started again.
public final class PartContainer implements PartProcess.Running {

    private static final Path COMPOSE = Path.of("..", "docker-compose.yaml");

    private final GenericContainer<?> container;

    private PartContainer(GenericContainer<?> container) {
        this.container = container;
    }

    /// Whether a container is to stand in for a part. In CI it never does: there the part is to be
    /// made.
    static boolean stands(String part, String file) {
        return !RealPart.isMade(part, file)
                && !"true".equals(System.getenv("CI"))
                && DockerClientFactory.instance().isDockerAvailable();
    }

    /// One that does not run yet.
    ///
    /// @param name of the image, without its version
    /// @param port on the machine
    /// @param inner where it listens in the container
    public static PartContainer of(String name, int port, int inner) throws IOException {
        GenericContainer<?> container =
                new GenericContainer<>(image(name))
                        .withNetwork(Network.SHARED)
                        .withExposedPorts(inner)
                        .withStartupCheckStrategy(new IsRunningStartupCheckStrategy())
                        // Whoever starts it asks it whether it is ready.
                        .waitingFor(
                                new AbstractWaitStrategy() {
                                    @Override
                                    protected void waitUntilReady() {}
                                });
        container.setPortBindings(List.of("127.0.0.1:%d:%d".formatted(port, inner)));
        return new PartContainer(container);
    }

    private static String image(String name) throws IOException {
        for (String line : Files.readAllLines(COMPOSE)) {
            String value = line.strip();
            if (value.startsWith("image: " + name + ":")) {
                return value.substring("image: ".length());
            }
        }
        throw new IOException("docker-compose.yaml names no image %s".formatted(name));
    }

    /// Puts a folder into it, before it runs.
    void copy(Path folder, String path) {
        container.withCopyFileToContainer(MountableFile.forHostPath(folder), path);
    }

    /// Runs it for the first time.
    public void run(Map<String, String> environment, String... command) {
        container.withEnv(environment);
        if (command.length > 0) {
            container.setCommand(command);
        }
        container.start();
    }

    /// Starts it again, with the data it had.
    void startAgain() {
        container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    }

    /// Stops it; its data stays.
    void stop() {
        if (isAlive()) {
            container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
        }
    }

    @Override
    public boolean isAlive() {
        return container.isRunning();
    }

    @Override
    public void kill() {
        if (isAlive()) {
            container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
        }
    }

    @Override
    public void end() {
        container.stop();
    }

    @Override
    public String output() {
        return container.getDockerImageName() + "\n" + container.getLogs();
    }
}
