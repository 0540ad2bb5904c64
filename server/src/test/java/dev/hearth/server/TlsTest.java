// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The public port with TLS.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsTest {

    private static final ServerTls.Flags FLAGS = ServerFlags.TLS;

    private Path folder;

    private TestCertificate server;
    private TestCertificate client;
    private TestCertificate stranger;

    @BeforeAll
    void create(@TempDir Path shared) throws Exception {
        folder = shared;
        server = TestCertificate.create(folder, "server", "EC");
        client = TestCertificate.create(folder, "client", "RSA");
        stranger = TestCertificate.create(folder, "stranger", "EC");
    }

    private Settings settings() {
        return Settings.defaults()
                .with(FLAGS.cert(), server.cert().toString())
                .with(FLAGS.key(), server.key().toString());
    }

    private HttpClient client(@Nullable TestCertificate shown) throws Exception {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(shown == null ? null : shown.store(), TestCertificate.PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", server.store().getCertificate("only"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private HttpResponse<String> ask(
            TestServer of, @Nullable TestCertificate shown, HttpClient.Version version)
            throws Exception {
        try (HttpClient http = client(shown)) {
            return http.send(
                    HttpRequest.newBuilder(
                                    URI.create("https://localhost:" + of.server.port() + "/small"))
                            .version(version)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void speaksBothVersionsOfHttp(HttpClient.Version version) throws Exception {
        try (TestServer tls = new TestServer(settings())) {
            HttpResponse<String> response = ask(tls, null, version);

            assertThat(response.body()).isEqualTo("small");
            assertThat(response.version()).isEqualTo(version);
            assertThat(tls.server.address()).startsWith("https://");
        }
    }

    @Test
    void answersNothingWithoutTls() throws Exception {
        try (TestServer tls = new TestServer(settings())) {
            assertThatThrownBy(() -> tls.get("/small")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void needsACertificateOfTheClientIfThereAreAuthorities() throws Exception {
        Settings mutual = settings().with(FLAGS.ca(), client.cert().toString());
        try (TestServer tls = new TestServer(mutual)) {
            assertThat(ask(tls, client, HttpClient.Version.HTTP_2).body()).isEqualTo("small");
            assertThatThrownBy(() -> ask(tls, null, HttpClient.Version.HTTP_2))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ask(tls, stranger, HttpClient.Version.HTTP_1_1))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void looksAtTheCertificateOfAClientThatHasOne() throws Exception {
        Settings optional =
                settings()
                        .with(FLAGS.ca(), client.cert().toString())
                        .with(FLAGS.clientAuth(), "VerifyClientCertIfGiven");
        try (TestServer tls = new TestServer(optional)) {
            assertThat(ask(tls, client, HttpClient.Version.HTTP_2).body()).isEqualTo("small");
            assertThat(ask(tls, null, HttpClient.Version.HTTP_2).body()).isEqualTo("small");
        }
    }

    private void refuses(Settings settings, String message) {
        assertThatThrownBy(() -> ServerConfig.from(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void namesTheFlagAndTheFileThatIsMissing() {
        for (Flag<String> flag : List.of(FLAGS.cert(), FLAGS.key(), FLAGS.ca())) {
            refuses(
                    settings().with(flag, "/no/such.pem"),
                    "%s is \"/no/such.pem\": there is no such file".formatted(flag));
        }
    }

    @Test
    void namesTheFileThatHoldsSomethingElse() throws Exception {
        Path wrong = folder.resolve("wrong.pem");
        Files.writeString(wrong, "hello\n");
        refuses(
                settings().with(FLAGS.cert(), wrong.toString()),
                "-server.http-tls-cert-path is \"%s\": the file holds something else (expected certificates in PEM)"
                        .formatted(wrong));
        refuses(
                settings().with(FLAGS.key(), wrong.toString()),
                "-server.http-tls-key-path is \"%s\": the file holds no key (expected PEM, PKCS #8)"
                        .formatted(wrong));
        Path old = folder.resolve("old.pem");
        Files.writeString(old, TestCertificate.pem("RSA PRIVATE KEY", new byte[10]));
        refuses(
                settings().with(FLAGS.key(), old.toString()),
                "-server.http-tls-key-path is \"%s\": the file holds a key of the kind \"RSA PRIVATE KEY\" (expected PKCS #8 without a password, as openssl pkcs8 -topk8 -nodes writes it)"
                        .formatted(old));
    }

    @Test
    void refusesAKeyThatBelongsToAnotherCertificate() {
        refuses(
                settings().with(FLAGS.key(), stranger.key().toString()),
                "-server.http-tls-key-path is \"%s\": the key does not belong to the certificate in \"%s\""
                        .formatted(stranger.key(), server.cert()));
        refuses(
                settings().with(FLAGS.key(), client.key().toString()),
                "-server.http-tls-key-path is \"%s\": the key cannot be read, or is of another kind than the certificate's (expected PKCS #8, EC)"
                        .formatted(client.key()));
    }

    @Test
    void refusesFlagsThatDoNotFitTogether() {
        refuses(
                settings().with(FLAGS.key(), ""),
                "one of -server.http-tls-cert-path and -server.http-tls-key-path is set (expected both, or none)");
        refuses(
                Settings.defaults().with(FLAGS.ca(), client.cert().toString()),
                "-server.http-tls-ca-path is set without -server.http-tls-cert-path");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RequireAndVerifyClientCert|-server.http-tls-client-auth is set without -server.http-tls-ca-path",
                "RequestClientCert|-server.http-tls-client-auth is \"RequestClientCert\" (expected NoClientCert, VerifyClientCertIfGiven or RequireAndVerifyClientCert)"
            })
    void refusesAKindOfClientsThatItCannotCheck(String kind, String message) {
        refuses(settings().with(FLAGS.clientAuth(), kind), message);
    }
}
