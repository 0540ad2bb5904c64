// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests.deploy;

import dev.hearth.integrationtests.PartProcess;
import dev.hearth.integrationtests.RealPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A real Kubernetes API server over a real etcd, without nodes and controllers: it takes objects,
/// or says what is wrong with them, and nothing ever runs.
final class KubernetesApi implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final String TOKEN = "tests";

    private final PartProcess etcd;
    private final Process api;
    private final Path kubeconfig;

    private KubernetesApi(PartProcess etcd, Process api, Path kubeconfig) {
        this.etcd = etcd;
        this.api = api;
        this.kubeconfig = kubeconfig;
    }

    /// Starts both.
    ///
    /// @param folder takes their data
    static KubernetesApi start(Path folder) throws IOException {
        Path program = RealPart.made("kube-apiserver", "kube-apiserver");
        PartProcess etcd = etcd(folder.resolve("etcd"));
        int port = PartProcess.freePort();
        Path kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, kubeconfig(port));
        Process api = api(program, folder, port, etcd.uri().toString());
        KubernetesApi started = new KubernetesApi(etcd, api, kubeconfig);
        Command helm = started.helm();
        long end = System.nanoTime() + START.toNanos();
        while (helm.run("list", "--namespace=default").status() != 0) {
            if (!api.isAlive() || System.nanoTime() > end) {
                started.close();
                throw new IOException(
                        "the API server did not start:\n"
                                + Files.readString(folder.resolve("api.log")));
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        return started;
    }

    private static PartProcess etcd(Path folder) throws IOException {
        int clients = PartProcess.freePort();
        String client = "http://127.0.0.1:" + clients;
        String peer = "http://127.0.0.1:" + PartProcess.freePort();
        return PartProcess.start(
                folder,
                clients,
                "/health",
                Map.of(),
                RealPart.program("apt-get install etcd-server", "etcd").toString(),
                "--data-dir=" + folder.resolve("data"),
                "--unsafe-no-fsync",
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer);
    }

    private static Process api(Path program, Path folder, int port, String etcd)
            throws IOException {
        Path tokens =
                Files.writeString(
                        folder.resolve("tokens"), TOKEN + ",tests,tests,system:masters\n");
        Path key = Files.writeString(folder.resolve("key.pem"), key());
        return new ProcessBuilder(
                        program.toString(),
                        "--etcd-servers=" + etcd,
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + port,
                        "--cert-dir=" + folder.resolve("certificates"),
                        "--service-cluster-ip-range=10.96.0.0/16",
                        "--service-account-issuer=https://tests",
                        "--service-account-key-file=" + key,
                        "--service-account-signing-key-file=" + key,
                        "--authorization-mode=AlwaysAllow",
                        "--token-auth-file=" + tokens,
                        "--endpoint-reconciler-type=none",
                        "--disable-admission-plugins=ServiceAccount")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("api.log").toFile())
                .start();
    }

    private static String key() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] bytes = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                    .formatted(
                            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                    .encodeToString(bytes));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String kubeconfig(int port) {
        return """
        apiVersion: v1
        kind: Config
        clusters:
          - name: tests
            cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}
        users:
          - name: tests
            user: {token: %s}
        contexts:
          - name: tests
            context: {cluster: tests, user: tests}
        current-context: tests
        """
                .formatted(port, TOKEN);
    }

    /// Helm, talking to it.
    Command helm() {
        Path folder = kubeconfig.resolveSibling("helm");
        return Command.of(RealPart.made("helm", "helm"), "--kubeconfig=" + kubeconfig)
                .with("HELM_CACHE_HOME", folder.resolve("cache").toString())
                .with("HELM_CONFIG_HOME", folder.resolve("config").toString())
                .with("HELM_DATA_HOME", folder.resolve("data").toString());
    }

    @Override
    public void close() {
        api.destroy();
        try {
            api.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        etcd.close();
    }
}
