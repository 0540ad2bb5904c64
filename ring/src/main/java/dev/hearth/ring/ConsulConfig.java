// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import dev.hearth.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/// How Consul is asked.
///
/// @param url where its agent is, for instance `http://localhost:8500`
/// @param token ACL token; empty for none
/// @param prefix what the keys of all rings begin with, for instance `hearth/`
/// @param timeout how long one request may take, at least a second
/// @param consistentReads whether a read makes sure that the leader still is one
/// @param retryDelay how long a change that another came before waits at most until it is tried
///   again
/// @param readsPerSecond how often at most the rings are read because something changed
record ConsulConfig(
        URI url,
        Secret token,
        String prefix,
        Duration timeout,
        boolean consistentReads,
        Duration retryDelay,
        double readsPerSecond) {

    ConsulConfig {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "-consul.client-timeout is %s (expected at least 1s)".formatted(timeout));
        }
        if (!(readsPerSecond > 0)) {
            throw new IllegalArgumentException(
                    "-consul.watch-rate-limit is %s (expected more than 0)"
                            .formatted(readsPerSecond));
        }
        if (prefix.isEmpty() || prefix.startsWith("/")) {
            throw new IllegalArgumentException(
                    "-ring.prefix is \"%s\" (expected for instance hearth/)".formatted(prefix));
        }
    }

    /// The address of an agent.
    ///
    /// @param hostname `host:port`, or a URL with `http://` or `https://`
    /// @throws IllegalArgumentException if it is neither
    static URI url(String hostname) {
        String url = hostname.contains("://") ? hostname : "http://" + hostname;
        try {
            URI uri = new URI(url);
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (isHttp && uri.getHost() != null && uri.getPort() > 0) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // falls through to the one message
        }
        throw new IllegalArgumentException(
                "-consul.hostname is \"%s\" (expected for instance localhost:8500 or https://consul:8501)"
                        .formatted(hostname));
    }

    /// How long a read may wait for a change, in seconds.
    int waitSeconds() {
        return Math.toIntExact(Math.clamp(timeout.toSeconds() / 2, 1, 10));
    }
}
