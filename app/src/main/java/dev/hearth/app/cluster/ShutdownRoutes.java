// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import dev.hearth.server.Route.Access;
import dev.hearth.server.StatusException;
import java.io.IOException;
import java.util.List;

/// By which an operator takes an ingester away for good.
final class ShutdownRoutes {

    private static final String PREPARE = "/ingester/prepare-shutdown";
    private static final String NOW = "/ingester/shutdown";

    private final ShutdownMarker marker;
    private final Retirement retirement;

    /// Takes the ingester away.
    @FunctionalInterface
    interface Retirement {

        /// Returns when all it held is with others.
        ///
        /// @throws IOException if some of it is not; it may be tried again
        void retire() throws IOException;
    }

    ShutdownRoutes(ShutdownMarker marker, Retirement retirement) {
        this.marker = marker;
        this.retirement = retirement;
    }

    /// `GET`, `POST` and `DELETE /ingester/prepare-shutdown`: whether the next stop is for good.
    /// `GET` and `POST /ingester/shutdown`: leaves for good now; the process goes on without.
    List<Route> all() {
        return List.of(
                new Route("GET", PREPARE, Access.PUBLIC, this::show),
                new Route("POST", PREPARE, Access.PUBLIC, this::prepare),
                new Route("DELETE", PREPARE, Access.PUBLIC, this::forgo),
                new Route("GET", NOW, Access.PUBLIC, this::retire),
                new Route("POST", NOW, Access.PUBLIC, this::retire));
    }

    private HttpReply show(HttpCall call) throws IOException {
        return HttpReply.text(200, marker.isSet() ? "set" : "unset");
    }

    private HttpReply prepare(HttpCall call) throws IOException {
        marker.set();
        return done();
    }

    private HttpReply forgo(HttpCall call) throws IOException {
        marker.clear();
        return done();
    }

    private HttpReply retire(HttpCall call) throws StatusException {
        try {
            retirement.retire();
            return done();
        } catch (IOException e) {
            throw new StatusException(
                    StatusException.Code.UNAVAILABLE,
                    "ingester is not gone: %s".formatted(e.getMessage()));
        }
    }

    private static HttpReply done() {
        return HttpReply.of(204, "", new byte[0]);
    }
}
