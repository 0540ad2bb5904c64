// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import dev.hearth.config.Settings;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UiRoutesTest {

    private static final String PAGE = "<html><head><title>Hearth</title></head></html>";

    @TempDir private Path folder;
    private URLClassLoader resources;

    @BeforeEach
    void build() throws IOException {
        Files.createDirectories(folder.resolve("ui/assets"));
        Files.writeString(folder.resolve("ui/index.html"), PAGE);
        Files.writeString(folder.resolve("ui/favicon.svg"), "<svg/>");
        Files.writeString(folder.resolve("ui/assets/app-1f.js"), "let x = 1;\n".repeat(500));
        Files.writeString(folder.resolve("secret.txt"), "secret");
        resources = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
    }

    @AfterEach
    void close() throws IOException {
        resources.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/explore", "/comparison", "/comparison-diff"})
    void servesThePage(String path) throws Exception {
        HttpReply reply = get("", path, "");

        assertThat(text(reply)).isEqualTo(PAGE);
        assertThat(reply.contentType()).isEqualTo("text/html; charset=utf-8");
        assertThat(reply.headers()).containsEntry("cache-control", "no-cache");
    }

    @Test
    void assetsAreKeptForeverAndPacked() throws Exception {
        HttpReply plain = get("", "/assets/app-1f.js", "");
        HttpReply packed = get("", "/assets/app-1f.js", "gzip");

        assertThat(plain.contentType()).startsWith("text/javascript");
        assertThat(plain.headers().get("cache-control")).contains("immutable");
        assertThat(packed.headers()).containsEntry("content-encoding", "gzip");
        assertThat(packed.body().length).isLessThan(plain.body().length / 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/none.js", "/assets/../../secret.txt", "/assets/"})
    void whatIsNotThereIsNotFound(String path) throws Exception {
        assertThat(get("", path, "").status()).isEqualTo(404);
    }

    @Test
    void tellsThePageWhereBrowsersSeeIt() throws Exception {
        assertThat(text(get("/profiles", "/", "")))
                .contains("<head><base href=\"/profiles/\"><title>");
    }

    @ParameterizedTest
    @CsvSource({"'',/", "/profiles,/profiles/"})
    void redirectsTheOldPlace(String base, String location) throws Exception {
        HttpReply reply = get(base, "/ui/", "");

        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.headers()).containsEntry("location", location);
    }

    private HttpReply get(String base, String path, String acceptEncoding) throws Exception {
        ServerConfig config =
                ServerConfig.from(Settings.defaults().with(ServerFlags.BASE_URL, base));
        RouteTable routes = new RouteTable(new UiRoutes(config, resources).all());
        Route route = RouteTable.forMethod(routes.at(path), "GET");
        assertThat(route).isNotNull();
        RequestHeaders headers =
                RequestHeaders.of(HttpMethod.GET, path, "accept-encoding", acceptEncoding);
        return route.handler()
                .handle(new PlainCall(path, QueryParams.of(), headers, new byte[0], _ -> {}, null));
    }

    private static String text(HttpReply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }
}
