// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import org.jspecify.annotations.Nullable;

/// How a port is secured. The files are PEM.
///
/// @param cert file with the certificate of the port, and those between it and its authority
/// @param key file with its key, PKCS #8
/// @param ca file with the authorities of clients; empty if their certificates are not looked at
/// @param clients whether clients need a certificate
public record ServerTls(String cert, String key, String ca, ClientAuth clients) {

    /// Whether clients need a certificate.
    public enum ClientAuth {
        /// They need none.
        NONE,
        /// They need none, but if they have one it has to be right.
        IF_GIVEN,
        /// They need one.
        REQUIRED
    }

    /// What an operator sets of a port.
    ///
    /// @param cert file with the certificate; empty for no TLS
    /// @param key file with its key
    /// @param ca file with the authorities of clients
    /// @param clientAuth whether clients need a certificate; empty if they do where there are
    ///   authorities
    public record Flags(
            Flag<String> cert, Flag<String> key, Flag<String> ca, Flag<String> clientAuth) {}

    /// Reads the flags, and the files that they name.
    ///
    /// @return null if the port is not secured
    /// @throws ConfigException if the flags do not fit together, or a file cannot be used
    public static @Nullable ServerTls from(Settings settings, Flags flags) throws ConfigException {
        String cert = settings.get(flags.cert());
        String key = settings.get(flags.key());
        String ca = settings.get(flags.ca());
        if (cert.isEmpty() != key.isEmpty()) {
            throw new ConfigException(
                    "one of %s and %s is set (expected both, or none)"
                            .formatted(flags.cert(), flags.key()));
        }
        ClientAuth clients = clientAuth(settings.get(flags.clientAuth()), ca, flags);
        if (cert.isEmpty()) {
            if (!ca.isEmpty() || clients != ClientAuth.NONE) {
                throw new ConfigException(
                        "%s is set without %s"
                                .formatted(
                                        ca.isEmpty() ? flags.clientAuth() : flags.ca(),
                                        flags.cert()));
            }
            return null;
        }
        if (clients != ClientAuth.NONE && ca.isEmpty()) {
            throw new ConfigException(
                    "%s is set without %s".formatted(flags.clientAuth(), flags.ca()));
        }
        TlsFiles.checkPair(settings, flags.cert(), flags.key());
        if (!ca.isEmpty()) {
            TlsFiles.checkAuthorities(settings, flags.ca());
        }
        return new ServerTls(cert, key, ca, clients);
    }

    private static ClientAuth clientAuth(String text, String ca, Flags flags)
            throws ConfigException {
        return switch (text) {
            case "" -> ca.isEmpty() ? ClientAuth.NONE : ClientAuth.REQUIRED;
            case "NoClientCert" -> ClientAuth.NONE;
            case "VerifyClientCertIfGiven" -> ClientAuth.IF_GIVEN;
            case "RequireAndVerifyClientCert" -> ClientAuth.REQUIRED;
            default ->
                    throw new ConfigException(
                            "%s is \"%s\" (expected NoClientCert, VerifyClientCertIfGiven or RequireAndVerifyClientCert)"
                                    .formatted(flags.clientAuth(), text));
        };
    }
}
