// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.LimitFlags;
import dev.hearth.config.Settings;
import dev.hearth.config.runtime.RuntimeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an operator can set on the server.
///
/// @param listen where it listens and what clients see in front of its paths
/// @param multitenancy whether each request must name its tenant
/// @param federation whether queries may be about several tenants
/// @param requestTimeout longest time of one request, zero for no limit
/// @param load how much it takes on at once
/// @param shutdownTimeout time that requests at hand are given when it stops
public record ServerConfig(
        Listen listen,
        boolean multitenancy,
        Federation federation,
        Duration requestTimeout,
        Load load,
        Duration shutdownTimeout) {

    /// Where a server listens.
    ///
    /// @param address host name or IP address, empty for every address
    /// @param port port, 0 for any free one
    /// @param pathPrefix what stands before every path: empty, or `/` and more without `/` at its
    ///   end
    /// @param baseUrl path of the page as browsers see it; empty if it is [#pathPrefix]
    /// @param idleTimeout how long a connection may do nothing
    /// @param tls how connections are secured, null if they are not
    public record Listen(
            String address,
            int port,
            String pathPrefix,
            String baseUrl,
            Duration idleTimeout,
            @Nullable ServerTls tls) {}

    /// Queries about several tenants.
    ///
    /// @param enabled whether there may be any
    /// @param maxTenants most tenants of one; 0 is no limit
    public record Federation(boolean enabled, int maxTenants) {}

    /// How much a server takes on at once.
    ///
    /// @param maxRequests requests that are answered at once
    /// @param maxBodyBytes bytes of all their bodies together
    public record Load(int maxRequests, long maxBodyBytes) {}

    /// The server's flags, and those of the tenants' limits and where they change.
    public static List<Flag<?>> flags() {
        List<Flag<?>> flags = new ArrayList<>(ServerFlags.all());
        flags.addAll(LimitFlags.all());
        flags.addAll(RuntimeConfig.flags());
        return List.copyOf(flags);
    }

    /// What the settings say.
    ///
    /// @throws ConfigException if a value is out of range
    public static ServerConfig from(Settings settings) throws ConfigException {
        int port = settings.get(ServerFlags.HTTP_LISTEN_PORT);
        check(port >= 0 && port <= 65535, settings, ServerFlags.HTTP_LISTEN_PORT, "0 to 65535");
        int requests = settings.get(ServerFlags.MAX_CONCURRENT_REQUESTS);
        check(requests > 0, settings, ServerFlags.MAX_CONCURRENT_REQUESTS, "1 or more");
        for (Flag<Duration> flag :
                List.of(
                        ServerFlags.REQUEST_TIMEOUT,
                        ServerFlags.IDLE_TIMEOUT,
                        ServerFlags.GRACEFUL_SHUTDOWN_TIMEOUT)) {
            check(!settings.get(flag).isNegative(), settings, flag, "0 or more");
        }
        return new ServerConfig(
                new Listen(
                        settings.get(ServerFlags.HTTP_LISTEN_ADDRESS),
                        port,
                        prefix(settings.get(ServerFlags.PATH_PREFIX)),
                        settings.get(ServerFlags.BASE_URL),
                        settings.get(ServerFlags.IDLE_TIMEOUT),
                        ServerTls.from(settings, ServerFlags.TLS)),
                settings.get(ServerFlags.MULTITENANCY_ENABLED),
                federation(settings),
                settings.get(ServerFlags.REQUEST_TIMEOUT),
                new Load(requests, maxBodyBytes(settings)),
                settings.get(ServerFlags.GRACEFUL_SHUTDOWN_TIMEOUT));
    }

    private static Federation federation(Settings settings) throws ConfigException {
        int most = settings.get(ServerFlags.TENANT_FEDERATION_MAX_TENANTS);
        check(most >= 0, settings, ServerFlags.TENANT_FEDERATION_MAX_TENANTS, "0 or more");
        return new Federation(settings.get(ServerFlags.TENANT_FEDERATION_ENABLED), most);
    }

    private static long maxBodyBytes(Settings settings) throws ConfigException {
        long bytes = settings.get(ServerFlags.MAX_INFLIGHT_BYTES);
        check(bytes >= 0, settings, ServerFlags.MAX_INFLIGHT_BYTES, "0 or more");
        return bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / 4;
    }

    private static String prefix(String text) {
        String bare = text.replaceAll("^/+|/+$", "");
        return bare.isEmpty() ? "" : "/" + bare;
    }

    private static <T> void check(boolean holds, Settings settings, Flag<T> flag, String expected)
            throws ConfigException {
        if (!holds) {
            throw new ConfigException(
                    "%s is %s (expected %s)".formatted(flag, settings.text(flag), expected));
        }
    }
}
