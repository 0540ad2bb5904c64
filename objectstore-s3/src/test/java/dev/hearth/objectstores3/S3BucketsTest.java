// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstores3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.hearth.config.ConfigException;
import dev.hearth.config.Secret;
import dev.hearth.config.Settings;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.ExactContent;
import dev.hearth.objectstore.remote.Retries;
import dev.hearth.objectstore.remote.RetryableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is sent to a store of S3, as a server sees it that says yes to everything.
final class S3BucketsTest {

    private static final String ROLE_URI = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    private static final String PASSWORD = "changeit";

    private final List<HttpExchange> seen = new CopyOnWriteArrayList<>();
    private final HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Retries retries = new Retries(0, _ -> {});
    private final Settings settings =
            Settings.defaults()
                    .with(S3Flags.ENDPOINT, "s3.test:" + server.getAddress().getPort())
                    .with(S3Flags.INSECURE, true)
                    .with(S3Flags.REGION, "eu-west-1")
                    .with(S3Flags.BUCKET_NAME, "profiles")
                    .with(S3Flags.ACCESS_KEY_ID, "id")
                    .with(S3Flags.SECRET_ACCESS_KEY, new Secret("secret"));

    S3BucketsTest() throws IOException {
        server.createContext("/", this::accept);
        server.start();
    }

    private void accept(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        seen.add(exchange);
        exchange.getResponseHeaders().add("ETag", "\"tag\"");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Bucket open(Settings settings) throws IOException, ConfigException {
        return S3Buckets.open(
                S3Config.from(settings), retries, _ -> List.of(InetAddress.getLoopbackAddress()));
    }

    private HttpExchange put(Settings settings) throws IOException, ConfigException {
        try (Bucket bucket = open(settings)) {
            assertThat(bucket.create("a/b", ExactContent.of(new byte[] {1}), "put-1")).isTrue();
        }
        return seen.getLast();
    }

    @Test
    void putsTheBucketIntoThePathOrTheHost() throws IOException, ConfigException {
        int port = server.getAddress().getPort();
        HttpExchange path = put(settings);
        assertThat(path.getRequestURI().getPath()).isEqualTo("/profiles/a/b");
        assertThat(path.getRequestHeaders().getFirst("Host")).isEqualTo("s3.test:" + port);

        HttpExchange host = put(settings.with(S3Flags.BUCKET_LOOKUP_TYPE, "virtual-hosted-style"));
        assertThat(host.getRequestURI().getPath()).isEqualTo("/a/b");
        assertThat(host.getRequestHeaders().getFirst("Host")).isEqualTo("profiles.s3.test:" + port);
    }

    @Test
    void putsOnlyWhatIsNotThereAndSignsThat() throws IOException, ConfigException {
        HttpExchange put = put(settings);

        assertThat(put.getRequestHeaders().getFirst("If-None-Match")).isEqualTo("*");
        assertThat(put.getRequestHeaders().getFirst("x-amz-meta-hearth-put")).isEqualTo("put-1");
        assertThat(put.getRequestHeaders().getFirst("Authorization"))
                .contains("Credential=id/")
                .contains("/eu-west-1/s3/aws4_request")
                .contains("if-none-match");
    }

    @Test
    void sendsTheTokenOfATemporaryKey() throws IOException, ConfigException {
        HttpExchange put = put(settings.with(S3Flags.SESSION_TOKEN, new Secret("token")));

        assertThat(put.getRequestHeaders().getFirst("X-Amz-Security-Token")).isEqualTo("token");
        assertThat(put(settings).getRequestHeaders().containsKey("X-Amz-Security-Token")).isFalse();
    }

    @Test
    void asksForEncryption() throws IOException, ConfigException {
        HttpExchange put =
                put(
                        settings.with(S3Flags.SSE_TYPE, "SSE-KMS")
                                .with(S3Flags.SSE_KMS_KEY_ID, "key")
                                .with(S3Flags.SSE_KMS_CONTEXT, "{}"));

        assertThat(put.getRequestHeaders().getFirst("x-amz-server-side-encryption"))
                .isEqualTo("aws:kms");
        assertThat(put.getRequestHeaders().getFirst("x-amz-server-side-encryption-aws-kms-key-id"))
                .isEqualTo("key");
        assertThat(put.getRequestHeaders().getFirst("x-amz-server-side-encryption-context"))
                .isEqualTo("e30=");
    }

    @Test
    void tellsWhatPassesFromWhatLasts() throws IOException, ConfigException {
        server.removeContext("/");
        server.createContext(
                "/",
                exchange -> {
                    boolean isWrite = exchange.getRequestMethod().equals("PUT");
                    byte[] body =
                            "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Retry-After", "2");
                    exchange.getResponseHeaders().add("Content-Type", "application/xml");
                    exchange.sendResponseHeaders(isWrite ? 503 : 403, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        try (Bucket bucket = open(settings)) {
            assertThatThrownBy(() -> bucket.create("a", ExactContent.of(new byte[1]), "put-1"))
                    .isInstanceOfSatisfying(
                            RetryableException.class,
                            e -> assertThat(e.after()).isEqualTo(Duration.ofSeconds(2)));
            assertThatThrownBy(() -> bucket.read("a"))
                    .isNotInstanceOf(RetryableException.class)
                    .hasMessageStartingWith("bucket \"profiles\" at http://s3.test:")
                    .hasMessageEndingWith("answered AccessDenied: no");
        }
    }

    @Test
    void namesTheFlagOfCertificatesThatCannotBeRead(@TempDir Path folder) {
        assertThatThrownBy(() ->
                        open(settings.with(S3Flags.CA_PATH, folder.resolve("none.pem").toString())))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("-storage.s3.http.tls-ca-path is \"");
    }

    @Test
    void takesTheRoleOfThePodOrMachine() throws IOException, ConfigException {
        server.createContext(
                "/role",
                exchange -> {
                    byte[] body =
                            """
                            {"AccessKeyId":"role-id","SecretAccessKey":"role-secret",
                            "Token":"role-token","Expiration":"2099-01-01T00:00:00Z"}
                            """
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        System.setProperty(ROLE_URI, "http://127.0.0.1:" + server.getAddress().getPort() + "/role");
        try {
            HttpExchange put = put(settings.with(S3Flags.NATIVE_AWS_AUTH, true));
            assertThat(put.getRequestHeaders().getFirst("Authorization"))
                    .contains("Credential=role-id/");
            assertThat(put.getRequestHeaders().getFirst("X-Amz-Security-Token"))
                    .isEqualTo("role-token");
        } finally {
            System.clearProperty(ROLE_URI);
        }
    }

    @Test
    void trustsTheAuthorityThatItIsTold(@TempDir Path folder) throws Exception {
        HttpsServer secure = secureServer(folder);
        secure.start();
        try {
            Settings tls =
                    settings.with(S3Flags.INSECURE, false)
                            .with(S3Flags.ENDPOINT, "s3.test:" + secure.getAddress().getPort());
            assertThatThrownBy(() -> put(tls))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(RetryableException.class);
            put(tls.with(S3Flags.SKIP_VERIFY, true));
            HttpExchange put = put(tls.with(S3Flags.CA_PATH, folder.resolve("ca.pem").toString()));
            assertThat(put.getRequestURI().getPath()).isEqualTo("/profiles/a/b");
        } finally {
            secure.stop(0);
        }
    }

    /// Answers as the other one, with a certificate that only `ca.pem` vouches for.
    private HttpsServer secureServer(Path folder) throws Exception {
        keytool(
                folder,
                "-genkeypair -alias a -keyalg EC -validity 2 -dname CN=s3.test -ext san=dns:s3.test");
        keytool(folder, "-exportcert -alias a -rfc -file " + folder.resolve("ca.pem"));
        KeyStore keys =
                KeyStore.getInstance(folder.resolve("keys").toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer secure =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(context));
        secure.createContext("/", this::accept);
        return secure;
    }

    private static void keytool(Path folder, String arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(
                List.of(
                        "-keystore",
                        folder.resolve("keys").toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.log").toFile())
                        .start();
        assertThat(process.waitFor()).isZero();
    }
}
