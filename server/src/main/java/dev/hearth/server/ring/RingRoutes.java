// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server.ring;

import dev.hearth.ring.Ring;
import dev.hearth.ring.RingStore;
import dev.hearth.server.HttpCall;
import dev.hearth.server.HttpReply;
import dev.hearth.server.Route;
import dev.hearth.server.Route.Access;
import dev.hearth.server.StatusException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The routes that show who is in the rings, and let an operator forget one who will not come back,
/// or a partition that nobody owns.
public final class RingRoutes {

    private final RingStore store;
    private final List<Ring> rings;

    /// @param store where the rings are kept
    /// @param rings those that this process looks at, in the order in which they are shown
    public RingRoutes(RingStore store, List<Ring> rings) {
        this.store = store;
        this.rings = List.copyOf(rings);
    }

    /// `GET /ring`, `POST /ring` and `GET /memberlist`: a page, or JSON for whoever accepts that or
    /// asks with `format=json`.
    public List<Route> all() {
        return List.of(
                new Route("GET", "/ring", Access.PUBLIC, this::show),
                new Route("POST", "/ring", Access.PUBLIC, this::forget),
                new Route("GET", "/memberlist", Access.PUBLIC, this::showPeers));
    }

    private HttpReply show(HttpCall call) {
        return wantsJson(call)
                ? HttpReply.json(200, RingJsonPage.rings(store, rings))
                : html(RingHtmlPage.rings(store, rings));
    }

    private HttpReply showPeers(HttpCall call) {
        return wantsJson(call)
                ? HttpReply.json(200, RingJsonPage.peers(store))
                : html(RingHtmlPage.peers(store));
    }

    private static HttpReply html(String page) {
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        return HttpReply.of(200, "text/html; charset=utf-8", body)
                .withHeader("x-content-type-options", "nosniff")
                .withHeader("cache-control", "no-store");
    }

    private static boolean wantsJson(HttpCall call) {
        String accept = call.header("accept");
        return "json".equals(call.query("format"))
                || (accept != null && accept.contains("application/json"));
    }

    private HttpReply forget(HttpCall call) throws StatusException {
        // A browser says when the form was on somebody else's page.
        if ("cross-site".equals(call.header("sec-fetch-site"))) {
            throw new StatusException(
                    StatusException.Code.PERMISSION_DENIED,
                    "form came from another site (expected the page /ring)");
        }
        Map<String, String> form = form(new String(call.body(), StandardCharsets.UTF_8));
        String id = form.getOrDefault("forget", "");
        Ring ring = named(form.getOrDefault("ring", ""));
        try {
            if (!ring.forget(id)) {
                throw new StatusException(
                        StatusException.Code.NOT_FOUND,
                        "forget is \"%s\" (expected a member of the ring of the %s, or a partition of it that nobody owns)"
                                .formatted(id, ring.name().key()));
            }
        } catch (IOException e) {
            throw new StatusException(
                    StatusException.Code.UNAVAILABLE, "ring cannot be changed: " + e.getMessage());
        }
        // Relative, for the path may have something in front.
        return HttpReply.of(303, "", new byte[0]).withHeader("location", "ring");
    }

    private Ring named(String name) throws StatusException {
        for (Ring ring : rings) {
            if (ring.name().key().equals(name)) {
                return ring;
            }
        }
        throw new StatusException(
                StatusException.Code.NOT_FOUND,
                "ring is \"%s\" (expected one of %s)"
                        .formatted(name, rings.stream().map(ring -> ring.name().key()).toList()));
    }

    private static Map<String, String> form(String body) throws StatusException {
        Map<String, String> values = new HashMap<>();
        try {
            for (String pair : body.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    values.put(
                            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new StatusException(
                    StatusException.Code.INVALID_ARGUMENT,
                    "body is no form (expected ring=…&forget=…): " + e.getMessage());
        }
        return values;
    }
}
