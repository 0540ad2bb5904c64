// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.config.BuildInfo;
import dev.hearth.config.ConfigYaml;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.server.Route.Access;
import java.util.List;

/// The routes that show which build runs and how it is configured. Secrets are stars.
public final class StatusRoutes {

    private final BuildInfo build;
    private final ConfigYaml config;

    /// @param flags every flag of the program
    /// @param settings their values
    public StatusRoutes(BuildInfo build, List<Flag<?>> flags, Settings settings) {
        this.build = build;
        this.config = new ConfigYaml(flags, settings);
    }

    /// `GET /api/v1/status/buildinfo` and `…/config`, `…/config/diff`, `…/config/default`.
    public List<Route> all() {
        return List.of(
                new Route("GET", "/api/v1/status/buildinfo", Access.PUBLIC, this::buildInfo),
                yaml("/api/v1/status/config", () -> config.current()),
                yaml("/api/v1/status/config/diff", () -> config.diff()),
                yaml("/api/v1/status/config/default", () -> config.defaults()));
    }

    private static Route yaml(String path, java.util.function.Supplier<String> text) {
        return new Route("GET", path, Access.PUBLIC, _ -> HttpReply.text(200, text.get()));
    }

    private HttpReply buildInfo(HttpCall call) {
        String accept = call.header("accept");
        boolean pretty = accept != null && accept.contains("application/json+pretty");
        String line = pretty ? "\n    " : "";
        String colon = pretty ? ": " : ":";
        StringBuilder data = new StringBuilder("{");
        String[][] fields = {
            {"version", build.version()},
            {"revision", build.revision()},
            {"branch", build.branch()},
            {"buildUser", ""},
            {"buildDate", build.buildDate()},
            {"goVersion", ""},
        };
        for (int i = 0; i < fields.length; i++) {
            data.append(i == 0 ? "" : ",").append(line);
            data.append('"').append(fields[i][0]).append('"').append(colon);
            data.append('"').append(Replies.quoted(fields[i][1])).append('"');
        }
        data.append(pretty ? "\n  }" : "}");
        String outer = pretty ? "\n  " : "";
        return HttpReply.json(
                200,
                "{%s\"status\"%s\"success\",%s\"data\"%s%s%s}"
                        .formatted(outer, colon, outer, colon, data, pretty ? "\n" : ""));
    }
}
