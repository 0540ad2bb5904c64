// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import dev.hearth.server.StatusException;
import java.io.IOException;
import java.util.List;

/// The ingester over HTTP.
final class IngesterRoutes {

    private final Ingester ingester;

    IngesterRoutes(Ingester ingester) {
        this.ingester = ingester;
    }

    /// `POST /ingester/flush`: cuts now, answers when that is in storage.
    List<Route> all() {
        return List.of(new Route("POST", "/ingester/flush", Route.Access.PUBLIC, this::flush));
    }

    private HttpReply flush(HttpCall call) throws StatusException {
        List<Cut> cuts;
        try {
            cuts = ingester.flush();
        } catch (IOException e) {
            throw new StatusException(
                    StatusException.Code.UNAVAILABLE,
                    "segments were not committed: %s".formatted(e.getMessage()));
        }
        StringBuilder json = new StringBuilder("{\"segments\":[");
        for (int i = 0; i < cuts.size(); i++) {
            Cut cut = cuts.get(i);
            json.append(i == 0 ? "" : ",")
                    .append(
                            "{\"partition\":\"%s\",\"start\":%d,\"end\":%d,\"profiles\":%d,\"bytes\":%d}"
                                    .formatted(
                                            ingester.partition(),
                                            cut.start(),
                                            cut.end(),
                                            cut.profiles(),
                                            cut.bytes()));
        }
        return HttpReply.json(200, json.append("]}").toString());
    }
}
