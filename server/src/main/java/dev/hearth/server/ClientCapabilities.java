// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import io.grpc.Context;

/// What the caller of the request at hand said it can take, in its `Accept` headers.
///
/// @param allowUtf8LabelNames whether label names outside `[a-zA-Z_][a-zA-Z0-9_]*` may be sent
///   (`allow-utf8-labelnames=true` behind any media type)
public record ClientCapabilities(boolean allowUtf8LabelNames) {

    /// Of a client that said nothing.
    public static final ClientCapabilities NONE = new ClientCapabilities(false);

    static final Context.Key<ClientCapabilities> KEY =
            Context.keyWithDefault("client-capabilities", NONE);

    /// Of the request that this thread answers; [#NONE] outside a request.
    public static ClientCapabilities current() {
        return KEY.get();
    }
}
