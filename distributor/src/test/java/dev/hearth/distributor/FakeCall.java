// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.model.Tenants;
import dev.hearth.server.HttpCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A request to `/ingest` put together by hand.
final class FakeCall implements HttpCall {

    private final String path;
    private final byte[] body;
    private final Map<String, String> query = new TreeMap<>();
    private final Map<String, String> headers = new TreeMap<>();

    FakeCall(String path, byte[] body) {
        this.path = path;
        this.body = body;
    }

    static FakeCall ingest(byte[] body) {
        return new FakeCall("/ingest", body);
    }

    static FakeCall ingest(String body) {
        return ingest(body.getBytes(StandardCharsets.UTF_8));
    }

    FakeCall with(String parameter, String value) {
        query.put(parameter, value);
        return this;
    }

    FakeCall header(String name, String value) {
        headers.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String query(String name) {
        return query.get(name);
    }

    @Override
    public List<String> queryAll(String name) {
        String value = query.get(name);
        return value == null ? List.of() : List.of(value);
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public Tenants tenants() {
        return Tenants.of(PushFixture.TENANT);
    }
}
