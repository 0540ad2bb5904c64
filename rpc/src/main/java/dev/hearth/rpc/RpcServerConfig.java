// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Settings;
import dev.hearth.server.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/// How the port between processes is served.
///
/// @param address address to listen on; empty for every address of the machine
/// @param port port to listen on; 0 takes a free one
/// @param maxMessageBytes largest message that is taken
/// @param maxStreams calls that one connection may have open
/// @param tls how connections are secured, null if they are not
public record RpcServerConfig(
        String address, int port, int maxMessageBytes, int maxStreams, @Nullable ServerTls tls) {

    /// Reads the flags of [RpcFlags].
    ///
    /// @throws ConfigException if one is out of range, or they do not fit together
    public static RpcServerConfig from(Settings settings) throws ConfigException {
        int port = settings.get(RpcFlags.LISTEN_PORT);
        if (port < 0 || port > 65535) {
            throw new ConfigException(
                    "%s is %d (expected 0 to 65535)".formatted(RpcFlags.LISTEN_PORT, port));
        }
        int maxStreams = settings.get(RpcFlags.MAX_STREAMS);
        if (maxStreams < 1) {
            throw new ConfigException(
                    "%s is %d (expected at least 1)".formatted(RpcFlags.MAX_STREAMS, maxStreams));
        }
        return new RpcServerConfig(
                settings.get(RpcFlags.LISTEN_ADDRESS),
                port,
                RpcClientConfig.messageBytes(settings, RpcFlags.MAX_RECV_BYTES),
                maxStreams,
                ServerTls.from(settings, RpcFlags.SERVER_TLS));
    }

    /// The same with a port that is free now instead of 0: others are told before it listens.
    ///
    /// @throws IOException if there is none
    public RpcServerConfig atKnownPort() throws IOException {
        if (port != 0) {
            return this;
        }
        try (ServerSocket free = new ServerSocket()) {
            free.bind(
                    address.isEmpty()
                            ? new InetSocketAddress(0)
                            : new InetSocketAddress(address, 0));
            return new RpcServerConfig(
                    address, free.getLocalPort(), maxMessageBytes, maxStreams, tls);
        }
    }
}
