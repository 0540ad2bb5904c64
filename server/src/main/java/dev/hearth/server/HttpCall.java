// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.model.TenantId;
import dev.hearth.model.Tenants;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One HTTP request with its body, as a [Route] sees it.
public interface HttpCall {

    /// The path, without the query.
    String path();

    /// The first value of a query parameter, or null.
    @Nullable String query(String name);

    /// All values of a query parameter.
    List<String> queryAll(String name);

    /// The value of a header, or null; names in any case.
    @Nullable String header(String name);

    /// The body; the handler may keep but not change it.
    byte[] body();

    /// The body as it comes in. For a route whose body is [Route.Body#STREAM] it can be read once;
    /// [#body] is empty then. Reads block, and fail when the client goes away or the request is
    /// cancelled.
    default InputStream bodyStream() {
        return new ByteArrayInputStream(body());
    }

    /// What the bodies of all requests are taken from; what a handler makes of its body may be
    /// taken from it too. It is given back at the end of the request.
    default Budget budget() {
        return _ -> {};
    }

    /// Memory that has a bound. For one thread at a time.
    @FunctionalInterface
    interface Budget {

        /// Takes bytes.
        ///
        /// @throws StatusException with 503 if there is no room, with 413 if there never will be
        void take(long bytes) throws StatusException;
    }

    /// Whose data the request is about.
    ///
    /// @throws IllegalStateException for public routes of a multi-tenant server, and if the request
    ///   names several tenants, which only [Route.Access#TENANTS] lets through
    default TenantId tenant() {
        return tenants().only();
    }

    /// All tenants whose data the request is about.
    ///
    /// @throws IllegalStateException for public routes of a multi-tenant server
    Tenants tenants();
}
