// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Settings;
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
        String address, int port, int maxMessageBytes, int maxStreams, @Nullable Tls tls) {

    /// Files, PEM.
    ///
    /// @param cert the certificate of the port
    /// @param key its key
    /// @param ca the authorities of clients; empty if they need no certificates
    /// @param clients whether clients need a certificate
    public record Tls(String cert, String key, String ca, ClientAuth clients) {}

    /// Whether clients need a certificate.
    public enum ClientAuth {
        /// They need none.
        NONE,
        /// They need none, but if they have one it has to be right.
        IF_GIVEN,
        /// They need one.
        REQUIRED
    }

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
                tls(settings));
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

    private static @Nullable Tls tls(Settings settings) throws ConfigException {
        String cert = settings.get(RpcFlags.SERVER_CERT);
        String key = settings.get(RpcFlags.SERVER_KEY);
        String ca = settings.get(RpcFlags.SERVER_CA);
        if (cert.isEmpty() != key.isEmpty()) {
            throw new ConfigException(
                    "one of %s and %s is set (expected both, or none)"
                            .formatted(RpcFlags.SERVER_CERT, RpcFlags.SERVER_KEY));
        }
        if (cert.isEmpty()) {
            if (!ca.isEmpty()) {
                throw new ConfigException(
                        "%s is set without %s".formatted(RpcFlags.SERVER_CA, RpcFlags.SERVER_CERT));
            }
            return null;
        }
        ClientAuth clients = clientAuth(settings.get(RpcFlags.SERVER_CLIENT_AUTH), ca);
        if (clients != ClientAuth.NONE && ca.isEmpty()) {
            throw new ConfigException(
                    "%s is set without %s"
                            .formatted(RpcFlags.SERVER_CLIENT_AUTH, RpcFlags.SERVER_CA));
        }
        return new Tls(cert, key, ca, clients);
    }

    private static ClientAuth clientAuth(String text, String ca) throws ConfigException {
        return switch (text) {
            case "" -> ca.isEmpty() ? ClientAuth.NONE : ClientAuth.REQUIRED;
            case "NoClientCert" -> ClientAuth.NONE;
            case "VerifyClientCertIfGiven" -> ClientAuth.IF_GIVEN;
            case "RequireAndVerifyClientCert" -> ClientAuth.REQUIRED;
            default ->
                    throw new ConfigException(
                            "%s is \"%s\" (expected NoClientCert, VerifyClientCertIfGiven or RequireAndVerifyClientCert)"
                                    .formatted(RpcFlags.SERVER_CLIENT_AUTH, text));
        };
    }
}
