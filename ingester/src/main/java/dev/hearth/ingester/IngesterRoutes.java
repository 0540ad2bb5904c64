// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import dev.hearth.server.StatusException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// The ingester over HTTP.
final class IngesterRoutes {

    private final Flushing partitions;

    IngesterRoutes(Flushing partitions) {
        this.partitions = partitions;
    }

    /// Cuts what is durable in all partitions.
    @FunctionalInterface
    interface Flushing {

        /// Returns what was committed, by partition.
        ///
        /// @throws IOException if some of it could not be committed; it is tried again later
        Map<String, List<Cut>> flush() throws IOException;
    }

    /// `POST /ingester/flush`: cuts now, answers when that is in storage.
    List<Route> all() {
        return List.of(new Route("POST", "/ingester/flush", Route.Access.PUBLIC, this::flush));
    }

    private HttpReply flush(HttpCall call) throws StatusException {
        Map<String, List<Cut>> cuts;
        try {
            cuts = partitions.flush();
        } catch (IOException e) {
            throw new StatusException(
                    StatusException.Code.UNAVAILABLE,
                    "segments were not committed: %s".formatted(e.getMessage()));
        }
        StringJoiner json = new StringJoiner(",", "{\"segments\":[", "]}");
        cuts.forEach((partition, some) -> some.forEach(cut -> json.add(json(partition, cut))));
        return HttpReply.json(200, json.toString());
    }

    private static String json(String partition, Cut cut) {
        return "{\"partition\":\"%s\",\"start\":%d,\"end\":%d,\"profiles\":%d,\"bytes\":%d}"
                .formatted(partition, cut.start(), cut.end(), cut.profiles(), cut.bytes());
    }
}
