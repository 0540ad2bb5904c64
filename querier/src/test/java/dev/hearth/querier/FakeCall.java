// SPDX-License-Identifier: Apache-2.0
package dev.hearth.querier;

import dev.hearth.model.Tenants;
import dev.hearth.server.HttpCall;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A GET request with nothing but a query.
final class FakeCall implements HttpCall {

    private final Map<String, List<String>> parameters = new HashMap<>();
    private final Tenants tenants;

    /// @param query as in a URL, behind the question mark
    FakeCall(String query) {
        this(query, Tenants.of(ReadPath.TENANT));
    }

    /// @param query as in a URL, behind the question mark
    FakeCall(String query, Tenants tenants) {
        this.tenants = tenants;
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String value =
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                parameters
                        .computeIfAbsent(pair.substring(0, equals), _ -> new ArrayList<>())
                        .add(value);
            }
        }
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public @Nullable String query(String name) {
        List<String> values = queryAll(name);
        return values.isEmpty() ? null : values.getFirst();
    }

    @Override
    public List<String> queryAll(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    @Override
    public @Nullable String header(String name) {
        return null;
    }

    @Override
    public byte[] body() {
        return new byte[0];
    }

    @Override
    public Tenants tenants() {
        return tenants;
    }
}
