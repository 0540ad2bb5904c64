// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.config.Settings;
import org.junit.jupiter.api.Test;

final class PathPrefixTest {

    @Test
    void everythingLiesBelowThePrefix() throws Exception {
        try (TestServer server =
                new TestServer(Settings.defaults().with(ServerFlags.PATH_PREFIX, "profiles/"))) {
            String types = "/querier.v1.QuerierService/ProfileTypes";

            assertThat(server.get("/profiles/small").statusCode()).isEqualTo(200);
            assertThat(server.get("/profiles/").statusCode()).isEqualTo(200);
            assertThat(server.postJson("/profiles" + types, "{}").statusCode()).isEqualTo(200);
            assertThat(server.get("/small").statusCode()).isEqualTo(404);
            assertThat(server.get("/profilesx/small").statusCode()).isEqualTo(404);
            assertThat(server.postJson(types, "{}").statusCode()).isEqualTo(404);
            assertThat(server.server.address()).endsWith("/profiles");
        }
    }
}
