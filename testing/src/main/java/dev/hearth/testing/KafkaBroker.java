// SPDX-License-Identifier: Apache-2.0
package dev.hearth.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A real Kafka broker, alone in its cluster, as a process of its own on loopback.
///
/// Its class path is the one that the build of `kafka-broker` wrote down; the system property
/// `kafka.broker.classpath` names the file. What is in its folder outlives [#stop] and [#kill]. For
/// one thread.
public final class KafkaBroker implements AutoCloseable {

    private static final String CLUSTER = "4L6g3nShT-eMCtK--X86sw";
    private static final int KEPT_LINES = 60;
    private static final String LOGGING =
            """
            appender.out.type=Console
            appender.out.name=OUT
            appender.out.layout.type=PatternLayout
            appender.out.layout.pattern=%d %p %m%n
            rootLogger.level=INFO
            rootLogger.appenderRef.out.ref=OUT
            """;

    private final Path folder;
    private final String classPath;
    private final int[] ports;
    private final Deque<String> lines = new ArrayDeque<>();
    private Process process;

    private KafkaBroker(Path folder, String classPath, int[] ports, Process process) {
        this.folder = folder;
        this.classPath = classPath;
        this.ports = ports;
        this.process = process;
    }

    /// Makes the storage of a broker and starts it.
    ///
    /// @param folder an empty folder
    public static KafkaBroker start(Path folder) throws IOException {
        return start(
                folder,
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:PLAINTEXT\n");
    }

    /// The same, with a second address that takes only TLS and a login.
    ///
    /// @param pem file with the broker's key and certificate
    public static KafkaBroker startSecured(Path folder, Path pem, String user, String password)
            throws IOException {
        return start(folder, secured(pem, user, password));
    }

    private static KafkaBroker start(Path folder, String security) throws IOException {
        String classPath = folder + ":" + classPath();
        int[] ports = freePorts();
        Path settings = folder.resolve("server.properties");
        Files.writeString(settings, settings(ports, folder.resolve("data")) + security);
        Files.writeString(folder.resolve("log4j2.properties"), LOGGING);
        Process format =
                java(
                        classPath,
                        "kafka.tools.StorageTool",
                        "format",
                        "--standalone",
                        "-t",
                        CLUSTER,
                        "-c",
                        settings.toString());
        String output = new String(format.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (format.onExit().join().exitValue() != 0) {
            throw new IOException("storage of the broker cannot be made: " + output);
        }
        KafkaBroker broker = new KafkaBroker(folder, classPath, ports, format);
        broker.restart();
        return broker;
    }

    private static String settings(int[] ports, Path data) {
        return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.bootstrap.servers=127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d,SECURE://127.0.0.1:%3$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d,SECURE://127.0.0.1:%3$d
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=PLAINTEXT
        log.dirs=%4$s
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        file.delete.delay.ms=100
        """
                .formatted(ports[0], ports[1], ports[2], data);
    }

    /// Who wants to be sure of the second address proves who he is there, over TLS.
    private static String secured(Path pem, String user, String password) {
        return """
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL
        listener.name.secure.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
        listener.name.secure.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_%2$s="%3$s";
        listener.name.secure.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
        listener.name.secure.ssl.keystore.type=PEM
        listener.name.secure.ssl.keystore.location=%1$s
        """
                .formatted(pem, user, password);
    }

    private static String classPath() throws IOException {
        String file = System.getProperty("kafka.broker.classpath", "");
        if (file.isEmpty() || !Files.exists(Path.of(file))) {
            throw new IOException(
                    "class path of the Kafka broker is not at \"%s\" (expected: the build of kafka-broker writes it)"
                            .formatted(file));
        }
        return Files.readString(Path.of(file)).strip();
    }

    private static int[] freePorts() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket first = new ServerSocket(0, 1, loopback);
                ServerSocket second = new ServerSocket(0, 1, loopback);
                ServerSocket third = new ServerSocket(0, 1, loopback)) {
            return new int[] {first.getLocalPort(), second.getLocalPort(), third.getLocalPort()};
        }
    }

    private static Process java(String classPath, String main, String... arguments)
            throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                java,
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath,
                                main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /// Where clients begin: host and port.
    public String address() {
        return "127.0.0.1:" + ports[0];
    }

    /// The same for clients that log in, over TLS.
    public String secureAddress() {
        return "127.0.0.1:" + ports[2];
    }

    /// Its process.
    public long pid() {
        return process.pid();
    }

    /// Starts it again in the same place, after [#stop] or [#kill].
    public void restart() throws IOException {
        CountDownLatch started = new CountDownLatch(1);
        process = java(classPath, "kafka.Kafka", folder.resolve("server.properties").toString());
        Process mine = process;
        Thread reader = new Thread(() -> drain(mine, started), "kafka-broker-output");
        reader.setDaemon(true);
        reader.start();
        try {
            if (!started.await(180, TimeUnit.SECONDS) || !mine.isAlive()) {
                close();
                throw new IOException("broker did not start: " + output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IOException("start of the broker was interrupted", e);
        }
    }

    private void drain(Process mine, CountDownLatch started) {
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(mine.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                keep(line);
                if (line.contains("Kafka Server started")) {
                    started.countDown();
                }
            }
        } catch (IOException e) {
            keep(e.toString());
        } finally {
            started.countDown();
        }
    }

    private void keep(String line) {
        synchronized (lines) {
            if (lines.size() == KEPT_LINES) {
                lines.removeFirst();
            }
            lines.add(line);
        }
    }

    /// The last lines that it wrote.
    public String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /// Stops it in order, and returns when it is gone.
    public void stop() {
        process.destroy();
        process.onExit().join();
    }

    /// Ends it as a crash would.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Lets it do nothing, with its connections open, until [#resume].
    public void pause() throws IOException {
        signal("-STOP");
    }

    /// Ends a [#pause].
    public void resume() throws IOException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException {
        Process kill =
                new ProcessBuilder("kill", name, Long.toString(process.pid())).inheritIO().start();
        if (kill.onExit().join().exitValue() != 0) {
            throw new IOException("signal %s did not reach the broker".formatted(name));
        }
    }

    /// As [#kill]: its storage is thrown away anyhow.
    @Override
    public void close() {
        kill();
    }
}
