// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.Settings;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TenancyTest {

    private static final String TYPES = "/querier.v1.QuerierService/ProfileTypes";
    private static final String UNAUTHENTICATED =
            "{\"code\":\"unauthenticated\",\"message\":\"no org id\"}";

    private TestServer server;

    @BeforeAll
    void start() throws Exception {
        server = new TestServer(Settings.defaults().with(ServerFlags.MULTITENANCY_ENABLED, true));
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aPlainRouteNeedsATenant() throws Exception {
        HttpResponse<byte[]> response = server.get("/who");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(TestServer.text(response)).isEqualTo(UNAUTHENTICATED);
    }

    @Test
    void aConnectCallNeedsATenant() throws Exception {
        HttpResponse<byte[]> response = server.postJson(TYPES, "{}");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(TestServer.text(response)).isEqualTo(UNAUTHENTICATED);
    }

    @Test
    void routesAndCallsSeeTheTenant() throws Exception {
        assertThat(TestServer.text(server.get("/who", "X-Scope-OrgID", "blue"))).isEqualTo("blue");
        assertThat(TestServer.text(server.postJson(TYPES, "{}", "x-scope-orgid", "red")))
                .contains("\"ID\":\"red\"");
    }

    @Test
    void publicRoutesNeedNone() throws Exception {
        assertThat(server.get("/small").statusCode()).isEqualTo(200);
        assertThat(server.get("/ready").statusCode()).isEqualTo(200);
        assertThat(server.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void whatReadsMayBeAboutSeveralTenants() throws Exception {
        assertThat(TestServer.text(server.get("/whose", "X-Scope-OrgID", "red|blue|red")))
                .isEqualTo("blue|red");
        assertThat(TestServer.text(server.postJson(TYPES, "{}", "X-Scope-OrgID", "red|blue")))
                .contains("\"ID\":\"blue|red\"");
        assertThat(TestServer.text(server.get("/who", "X-Scope-OrgID", "red|red")))
                .isEqualTo("red");
    }

    @Test
    void whatWritesIsForOneTenant() throws Exception {
        String refusal =
                "{\"code\":\"invalid_argument\",\"message\":\"X-Scope-OrgID names 2 tenants (expected one: only queries may be about several)\"}";
        HttpResponse<byte[]> plain = server.post("/ingest", new byte[1], "X-Scope-OrgID", "a|b");
        HttpResponse<byte[]> connect =
                server.postJson("/push.v1.PusherService/Push", "{}", "X-Scope-OrgID", "a|b");

        assertThat(plain.statusCode()).isEqualTo(400);
        assertThat(TestServer.text(plain)).isEqualTo(refusal);
        assertThat(connect.statusCode()).isEqualTo(400);
        assertThat(TestServer.text(connect)).isEqualTo(refusal);
    }

    @Test
    void severalTenantsCanBeForbidden() throws Exception {
        Settings settings = Settings.defaults().with(ServerFlags.MULTITENANCY_ENABLED, true);
        try (TestServer forbidding =
                new TestServer(settings.with(ServerFlags.TENANT_FEDERATION_ENABLED, false))) {
            HttpResponse<byte[]> response = forbidding.get("/whose", "X-Scope-OrgID", "a|b");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(TestServer.text(response)).contains("set -tenant-federation.enabled");
            assertThat(TestServer.text(forbidding.get("/whose", "X-Scope-OrgID", "a|a")))
                    .isEqualTo("a");
        }
        try (TestServer two =
                new TestServer(settings.with(ServerFlags.TENANT_FEDERATION_MAX_TENANTS, 2))) {
            assertThat(two.get("/whose", "X-Scope-OrgID", "a|b|a").statusCode()).isEqualTo(200);
            assertThat(TestServer.text(two.get("/whose", "X-Scope-OrgID", "a|b|c")))
                    .contains(
                            "X-Scope-OrgID names 3 tenants (limit 2). To change it, set -tenant-federation.max-tenants");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "..", "a b", "a|", "|", "a|b c"})
    void refusesWhatIsNoTenant(String tenant) throws Exception {
        HttpResponse<byte[]> plain = server.get("/who", "X-Scope-OrgID", tenant);
        HttpResponse<byte[]> connect = server.postJson(TYPES, "{}", "X-Scope-OrgID", tenant);

        assertThat(plain.statusCode()).isEqualTo(400);
        assertThat(connect.statusCode()).isEqualTo(400);
        assertThat(TestServer.text(connect)).startsWith("{\"code\":\"invalid_argument\"");
    }

    @Test
    void theHeaderIsIgnoredWithoutMultitenancy() throws Exception {
        try (TestServer single = TestServer.start()) {
            assertThat(TestServer.text(single.get("/who", "X-Scope-OrgID", "a/b")))
                    .isEqualTo("anonymous");
            assertThat(TestServer.text(single.postJson(TYPES, "{}", "X-Scope-OrgID", "blue")))
                    .contains("\"ID\":\"anonymous\"");
        }
    }
}
