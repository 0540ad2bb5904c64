// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The plain routes, by path and method. Exact paths come before prefixes, longer prefixes before
/// shorter ones.
final class RouteTable {

    private final Map<String, Map<String, Route>> exact = new HashMap<>();
    private final TreeMap<String, Map<String, Route>> prefixes = new TreeMap<>();

    /// @throws IllegalArgumentException if two routes have equal method and path
    RouteTable(List<Route> routes) {
        for (Route route : routes) {
            boolean isPrefix = route.path().endsWith("*");
            String path =
                    isPrefix ? route.path().substring(0, route.path().length() - 1) : route.path();
            Map<String, Route> methods =
                    (isPrefix ? prefixes : exact).computeIfAbsent(path, _ -> new HashMap<>());
            if (methods.put(route.method(), route) != null) {
                throw new IllegalArgumentException(
                        "route %s %s is declared twice".formatted(route.method(), route.path()));
            }
        }
    }

    /// The routes of a path by method; empty for an unknown path.
    Map<String, Route> at(String path) {
        Map<String, Route> found = exact.get(path);
        if (found != null) {
            return found;
        }
        for (String prefix : prefixes.descendingKeySet()) {
            if (path.startsWith(prefix)) {
                return prefixes.getOrDefault(prefix, Map.of());
            }
        }
        return Map.of();
    }

    /// The route for a method: a `HEAD` is answered like a `GET`.
    static @Nullable Route forMethod(Map<String, Route> routes, String method) {
        Route route = routes.get(method);
        return route == null && method.equals("HEAD") ? routes.get("GET") : route;
    }

    /// Value of the `Allow` header.
    static String allowed(Map<String, Route> routes) {
        return String.join(", ", new TreeSet<>(routes.keySet()));
    }
}
