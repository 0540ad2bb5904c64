// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoreswift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hearth.config.ConfigException;
import dev.hearth.config.Secret;
import dev.hearth.config.Settings;
import dev.hearth.objectstore.remote.Bucket;
import dev.hearth.objectstore.remote.RetryableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Authentication of version 3, by a server that plays Keystone and the store.
final class SwiftLoginTest {

    private final HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final String address = "http://127.0.0.1:" + server.getAddress().getPort();
    private final List<JsonNode> questions = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final Settings settings =
            Settings.defaults()
                    .with(SwiftFlags.SINGLE_WRITER, true)
                    .with(SwiftFlags.AUTH_URL, address + "/v3")
                    .with(SwiftFlags.CONTAINER_NAME, "profiles")
                    .with(SwiftFlags.USERNAME, "hearth")
                    .with(SwiftFlags.PASSWORD, new Secret("secret"))
                    .with(SwiftFlags.USER_DOMAIN_NAME, "Default")
                    .with(SwiftFlags.PROJECT_NAME, "project");

    SwiftLoginTest() throws IOException {
        server.createContext("/v3/auth/tokens", this::login);
        server.createContext("/here", exchange -> store(exchange, "here"));
        server.createContext("/there", exchange -> store(exchange, "there"));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void login(HttpExchange exchange) throws IOException {
        questions.add(new ObjectMapper().readTree(exchange.getRequestBody()));
        String catalog =
                """
                {"token": {"catalog": [
                  {"type": "compute", "endpoints": [{"interface": "public", "region": "one", "url": "x"}]},
                  {"type": "object-store", "endpoints": [
                    {"interface": "internal", "region": "one", "url": "x"},
                    {"interface": "public", "region": "one", "url": "%1$s/here"},
                    {"interface": "public", "region": "two", "url": "%1$s/there/"}]}]}}
                """
                        .formatted(address);
        exchange.getResponseHeaders().add("X-Subject-Token", "token-" + tokens.incrementAndGet());
        answer(exchange, 201, catalog);
    }

    /// The first token is refused.
    private void store(HttpExchange exchange, String text) throws IOException {
        boolean isOld = "token-1".equals(exchange.getRequestHeaders().getFirst("X-Auth-Token"));
        answer(exchange, isOld ? 401 : 200, text);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Bucket open(Settings settings) throws ConfigException {
        return SwiftContainers.open(SwiftConfig.from(settings));
    }

    @Test
    void logsInAnewWhenItsTokenIsRefused() throws IOException, ConfigException {
        try (Bucket bucket = open(settings)) {
            assertThatThrownBy(() -> bucket.read("a"))
                    .isInstanceOf(RetryableException.class)
                    .hasMessageEndingWith("token was refused");
            assertThat(bucket.read("a")).asString(StandardCharsets.UTF_8).isEqualTo("here");
            assertThat(bucket.read("a")).isNotEmpty();
        }
        assertThat(tokens).hasValue(2);
        JsonNode auth = questions.getFirst().path("auth");
        JsonNode user = auth.path("identity").path("password").path("user");
        assertThat(user.path("name").asText()).isEqualTo("hearth");
        assertThat(user.path("password").asText()).isEqualTo("secret");
        assertThat(user.path("domain").path("name").asText()).isEqualTo("Default");
        JsonNode project = auth.path("scope").path("project");
        assertThat(project.path("name").asText()).isEqualTo("project");
        assertThat(project.path("domain").path("name").asText()).isEqualTo("Default");
    }

    @Test
    void takesTheStoreOfItsRegion() throws IOException, ConfigException {
        tokens.set(1);
        try (Bucket bucket = open(settings.with(SwiftFlags.REGION_NAME, "two"))) {
            assertThat(bucket.read("a")).asString(StandardCharsets.UTF_8).isEqualTo("there");
        }
        try (Bucket bucket = open(settings.with(SwiftFlags.REGION_NAME, "three"))) {
            assertThatThrownBy(() -> bucket.read("a"))
                    .isNotInstanceOf(RetryableException.class)
                    .hasMessageContaining("gave no address of a store");
        }
    }

    @Test
    void goesByIdsWhereThereAreSome() throws IOException, ConfigException {
        tokens.set(1);
        Settings ids =
                settings.with(SwiftFlags.USER_ID, "user-1")
                        .with(SwiftFlags.PROJECT_ID, "project-1");
        try (Bucket bucket = open(ids)) {
            assertThat(bucket.read("a")).isNotEmpty();
        }
        JsonNode auth = questions.getFirst().path("auth");
        JsonNode user = auth.path("identity").path("password").path("user");
        assertThat(user.path("id").asText()).isEqualTo("user-1");
        assertThat(user.has("name")).isFalse();
        assertThat(auth.path("scope").path("project").path("id").asText()).isEqualTo("project-1");
    }

    @Test
    void knowsItsVersionByTheAddress() throws ConfigException {
        assertThat(SwiftConfig.from(settings).authVersion()).isEqualTo(3);
        assertThat(
                        SwiftConfig.from(
                                        settings.with(
                                                SwiftFlags.AUTH_URL, "http://swift/auth/v1.0"))
                                .authVersion())
                .isEqualTo(1);
        assertThatThrownBy(() -> SwiftConfig.from(settings.with(SwiftFlags.AUTH_VERSION, 2)))
                .hasMessage("-storage.swift.auth-version is 2 (expected 0, 1 or 3)");
    }
}
