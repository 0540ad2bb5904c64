// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import dev.hearth.model.Tenants;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An [HttpCall] over what Armeria received.
final class PlainCall implements HttpCall {

    private final String path;
    private final QueryParams query;
    private final RequestHeaders headers;
    private final byte[] body;
    private final Budget budget;
    private final @Nullable InputStream stream;

    /// @param budget what the body was taken from
    /// @param stream the body of a route that reads it as it comes in, else null
    PlainCall(
            String path,
            QueryParams query,
            RequestHeaders headers,
            byte[] body,
            Budget budget,
            @Nullable InputStream stream) {
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.budget = budget;
        this.stream = stream;
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
        return query.getAll(name);
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public InputStream bodyStream() {
        return stream == null ? HttpCall.super.bodyStream() : stream;
    }

    @Override
    public Budget budget() {
        return budget;
    }

    @Override
    public Tenants tenants() {
        return CurrentTenant.all();
    }
}
