// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.config.Secret;
import dev.hearth.config.Settings;
import dev.hearth.log.TailedLog;
import dev.hearth.testing.KafkaBroker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Login and TLS with a real broker.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KafkaSecurityTest {

    private static final char[] STORE_PASSWORD = "changeit".toCharArray();
    private static final String USER = "hearth";
    private static final String PASSWORD = "a secret";

    private KafkaBroker broker;
    private Path certificate;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("key.p12");
        makeKey(store);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream input = Files.newInputStream(store)) {
            keys.load(input, STORE_PASSWORD);
        }
        Key key = keys.getKey("k", STORE_PASSWORD);
        certificate = folder.resolve("ca.pem");
        Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("k").getEncoded()));
        Path both = folder.resolve("broker.pem");
        Files.writeString(
                both, pem("PRIVATE KEY", key.getEncoded()) + Files.readString(certificate));
        Path home = Files.createDirectory(folder.resolve("broker"));
        broker = KafkaBroker.startSecured(home, both, USER, PASSWORD);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.alterUserScramCredentials(
                            List.of(
                                    new UserScramCredentialUpsertion(
                                            USER,
                                            new ScramCredentialInfo(
                                                    ScramMechanism.SCRAM_SHA_512, 4096),
                                            PASSWORD)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static void makeKey(Path store) throws IOException {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "k",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=127.0.0.1",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-validity",
                                "30",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(STORE_PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.onExit().join().exitValue()).as(output).isZero();
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    private Settings settings(String topic, String mechanism, String password) {
        return TestTopics.settings(broker, topic, 1)
                .with(KafkaFlags.ADDRESS, broker.secureAddress())
                .with(KafkaFlags.TLS_ENABLED, true)
                .with(KafkaFlags.TLS_CA_PATH, certificate.toString())
                .with(KafkaFlags.SASL_MECHANISM, mechanism)
                .with(KafkaFlags.SASL_USERNAME, USER)
                .with(KafkaFlags.SASL_PASSWORD, new Secret(password));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-512"})
    void writesAndReadsOverTlsAfterALogin(String mechanism) throws IOException {
        KafkaConfig config = KafkaConfig.from(settings("secure-" + mechanism, mechanism, PASSWORD));

        try (KafkaTopic topic = KafkaTopic.open(config);
                TailedLog log = topic.tail(0);
                KafkaAppender producer = topic.producer()) {
            producer.append(0, List.of(new byte[] {1, 2, 3}));
            log.refresh();

            assertThat(log.read(0, 10).getFirst().payload()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aWrongPasswordIsAnErrorThatSaysSoAndDoesNotShowIt() {
        KafkaConfig config = KafkaConfig.from(settings("secure", "PLAIN", "a guess"));

        assertThatThrownBy(() -> KafkaTopic.open(config).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Authentication failed")
                .hasMessageNotContaining("a guess");
        assertThat(config.toString()).doesNotContain("a guess");
    }

    @Test
    void aBrokerThatNobodySignedIsNotTrusted() {
        KafkaConfig config =
                KafkaConfig.from(
                        settings("secure", "PLAIN", PASSWORD).with(KafkaFlags.TLS_CA_PATH, ""));

        assertThatThrownBy(() -> KafkaTopic.open(config).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SSL handshake failed");
    }

    @Test
    void aCertificateFileThatIsNotThereIsNamed() {
        KafkaConfig config =
                KafkaConfig.from(
                        settings("secure", "PLAIN", PASSWORD)
                                .with(KafkaFlags.TLS_CA_PATH, "/none/ca.pem"));

        assertThatThrownBy(() -> KafkaTopic.open(config).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/none/ca.pem");
    }

    @Test
    void wrongSettingsAreRefusedWithTheFlag() {
        assertThatThrownBy(() -> KafkaConfig.from(settings("t", "GSSAPI", PASSWORD)))
                .hasMessageContaining("-ingest-storage.kafka.sasl-mechanism is \"GSSAPI\"");
        assertThatThrownBy(() ->
                        KafkaConfig.from(
                                settings("t", "PLAIN", PASSWORD)
                                        .with(KafkaFlags.TLS_CERT_PATH, "cert.pem")))
                .hasMessageContaining("-ingest-storage.kafka.tls-key-path is \"\"");
        assertThatThrownBy(
                        () -> KafkaConfig.from(Settings.defaults().with(KafkaFlags.ENABLED, true)))
                .hasMessageContaining("-ingest-storage.kafka.address is empty");
    }
}
