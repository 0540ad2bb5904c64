// SPDX-License-Identifier: Apache-2.0
package dev.hearth.config.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.hearth.config.ConfigException;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.TenantLimits;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RuntimeLimitsTest {

    private static final TenantId ACME = new TenantId("acme");
    private static final TenantId OTHER = new TenantId("other");

    @TempDir private Path folder;

    @Test
    void aTenantHasTheDefaultsExceptForWhatTheFileSays() throws Exception {
        RuntimeLimits limits = limits(file("a.yaml", "overrides: {acme: {ingestion_rate_mb: 2}}"));

        assertThat(rate(limits, ACME)).isEqualTo(2 << 20);
        assertThat(rate(limits, OTHER)).isEqualTo(5 << 20);
        assertThat(limits.of(ACME).labels()).isEqualTo(limits.of(OTHER).labels());
        assertThat(limits.isConfigured()).isTrue();
        assertThat(limits.hash()).hasSize(64);
    }

    @Test
    void withoutFilesEverybodyHasTheDefaults() throws Exception {
        RuntimeLimits limits = limits();
        limits.reload();

        assertThat(rate(limits, ACME)).isEqualTo(5 << 20);
        assertThat(limits.isConfigured()).isFalse();
        assertThat(limits.problem()).isEmpty();
        assertThat(limits.hash()).isEmpty();
    }

    @Test
    void aChangedFileIsReadAgain() throws Exception {
        Path file = file("a.yaml", "overrides: {acme: {ingestion_rate_mb: 2}}");
        RuntimeLimits limits = limits(file);
        String hash = limits.hash();

        file("a.yaml", "overrides: {other: {ingestion_rate_mb: 3}}");
        limits.reload();

        assertThat(rate(limits, ACME)).isEqualTo(5 << 20);
        assertThat(rate(limits, OTHER)).isEqualTo(3 << 20);
        assertThat(limits.hash()).isNotEqualTo(hash);
    }

    @Test
    void aBrokenFileKeepsWhatWasThere() throws Exception {
        Path file = file("a.yaml", "overrides: {acme: {ingestion_rate_mb: 2}}");
        RuntimeLimits limits = limits(file);
        String hash = limits.hash();

        file("a.yaml", "overrides:\n  acme:\n    ingestion_rate_mb: many\n");
        limits.reload();

        assertThat(rate(limits, ACME)).isEqualTo(2 << 20);
        assertThat(limits.hash()).isEqualTo(hash);
        assertThat(limits.problem())
                .isEqualTo(
                        "key overrides.acme.ingestion_rate_mb in runtime file %s (line 3): \"many\" is no number (expected for instance 1.5)"
                                .formatted(file));
    }

    @Test
    void aFileThatIsMendedWithoutAChangeIsGoodAgain() throws Exception {
        String yaml = "overrides: {acme: {ingestion_rate_mb: 2}}";
        RuntimeLimits limits = limits(file("a.yaml", yaml));

        file("a.yaml", "[");
        limits.reload();
        String problem = limits.problem();
        file("a.yaml", yaml);
        limits.reload();

        assertThat(problem).contains("a.yaml is no YAML: line 1: ");
        assertThat(limits.problem()).isEmpty();
        assertThat(rate(limits, ACME)).isEqualTo(2 << 20);
    }

    @Test
    void aFileThatIsMendedByAChangeIsTaken() throws Exception {
        RuntimeLimits limits = limits(file("a.yaml", "overrides: {acme: {ingestion_rate_mb: 2}}"));

        file("a.yaml", "overrides: {acme: {nothing: 2}}");
        limits.reload();
        file("a.yaml", "overrides: {acme: {ingestion_rate_mb: 7}}");
        limits.reload();

        assertThat(limits.problem()).isEmpty();
        assertThat(rate(limits, ACME)).isEqualTo(7 << 20);
    }

    @Test
    void aVanishedFileKeepsWhatWasThere() throws Exception {
        Path file = file("a.yaml", "overrides: {acme: {ingestion_rate_mb: 2}}");
        RuntimeLimits limits = limits(file);

        Files.delete(file);
        limits.reload();

        assertThat(rate(limits, ACME)).isEqualTo(2 << 20);
        assertThat(limits.problem())
                .isEqualTo("runtime file %s cannot be read: there is no such file".formatted(file));
    }

    @Test
    void aMissingOrBrokenFileRefusesTheStart() throws Exception {
        Path missing = folder.resolve("missing.yaml");
        Path broken = file("broken.yaml", "overrides:\n  acme:\n    reject_older_than: -1h\n");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 1});

        assertThatThrownBy(() -> limits(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessage("runtime file %s cannot be read: there is no such file", missing);
        assertThatThrownBy(() -> limits(broken))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "key overrides.acme.reject_older_than in runtime file %s (line 3) is -1h (expected 0 or more)",
                        broken);
        assertThatThrownBy(() -> limits(binary))
                .isInstanceOf(ConfigException.class)
                .hasMessage("runtime file %s cannot be read: it is no UTF-8", binary);
    }

    @Test
    void theLaterFileWins() throws Exception {
        Path first =
                file(
                        "a.yaml",
                        "overrides: {acme: {ingestion_rate_mb: 2, max_label_name_length: 9}}");
        Path second =
                file(
                        "b.yaml",
                        "overrides: {acme: {ingestion_rate_mb: 3}, other: {ingestion_rate_mb: 4}}");

        RuntimeLimits limits = limits(first, second);

        assertThat(rate(limits, ACME)).isEqualTo(3 << 20);
        assertThat(limits.of(ACME).labels().maxNameLength()).isEqualTo(9);
        assertThat(rate(limits, OTHER)).isEqualTo(4 << 20);
    }

    @Test
    void aTenantWhoseLimitsDoNotChangeKeepsItsRecord() throws Exception {
        RuntimeLimits limits = limits(file("a.yaml", "overrides: {acme: {ingestion_rate_mb: 2}}"));
        TenantLimits before = limits.of(ACME);

        file(
                "a.yaml",
                "overrides: {acme: {ingestion_rate_mb: 2.0}, other: {max_sessions_per_series: 1}}");
        limits.reload();

        assertThat(limits.of(ACME)).isSameAs(before);
        assertThat(limits.of(OTHER).labels().maxSessions()).isEqualTo(1);
    }

    @Test
    void readsFromAUrl() throws Exception {
        AtomicReference<String> yaml =
                new AtomicReference<>("overrides: {acme: {ingestion_rate_mb: 2}}");
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/limits.yaml",
                exchange -> {
                    byte[] body = yaml.get().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        try {
            String url = "http://127.0.0.1:%d/limits.yaml".formatted(server.getAddress().getPort());
            RuntimeLimits limits = limits(url);
            assertThat(rate(limits, ACME)).isEqualTo(2 << 20);

            yaml.set("overrides: {acme: {ingestion_rate_mb: 3}}");
            limits.reload();
            assertThat(rate(limits, ACME)).isEqualTo(3 << 20);

            yaml.set("");
            limits.reload();
            assertThat(limits.problem())
                    .isEqualTo(
                            "runtime file %s cannot be read: the answer is 503 (expected 200)"
                                    .formatted(url));
            yaml.set(" ".repeat(FilesAndUrls.MAX_BYTES + 1));
            limits.reload();
            assertThat(limits.problem()).contains(url + " cannot be read: ");
            assertThat(rate(limits, ACME)).isEqualTo(3 << 20);
        } finally {
            server.stop(0);
        }
        assertThatThrownBy(() -> limits("http://127.0.0.1:1/x"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("runtime file http://127.0.0.1:1/x cannot be read: ");
    }

    @Test
    void thePeriodIsAboveZero() {
        Settings settings = Settings.defaults().with(RuntimeConfig.RELOAD_PERIOD, Duration.ZERO);

        assertThatThrownBy(() -> RuntimeConfig.from(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessage("-runtime-config.reload-period is 0s (expected more than 0)");
    }

    private Path file(String name, String yaml) throws IOException {
        return Files.writeString(folder.resolve(name), yaml);
    }

    private static long rate(RuntimeLimits limits, TenantId tenant) {
        return limits.of(tenant).ingest().rateBytesPerSecond();
    }

    /// @param files paths or URLs
    private static RuntimeLimits limits(Object... files) throws ConfigException {
        Settings settings = Settings.defaults().with(LimitFlags.INGESTION_RATE_MB, 5.0);
        return new RuntimeLimits(
                new RuntimeConfig(
                        Arrays.stream(files).map(String::valueOf).toList(), Duration.ofSeconds(10)),
                settings);
    }
}
