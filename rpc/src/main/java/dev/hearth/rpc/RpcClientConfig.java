// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.server.TlsFiles;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How other processes are asked.
///
/// @param maxAnswerBytes largest answer that is taken
/// @param retries how often an owner that is not there is asked again if there is no other
/// @param minBackoff wait before that
/// @param maxBackoff longest wait; each is twice as long as the one before
/// @param tls how connections are secured, null if they are not
public record RpcClientConfig(
        int maxAnswerBytes,
        int retries,
        Duration minBackoff,
        Duration maxBackoff,
        @Nullable Tls tls) {

    /// Files, PEM.
    ///
    /// @param cert the certificate to show; empty for none
    /// @param key its key
    /// @param ca the authorities of servers; empty for those of the JVM
    /// @param serverName name in the certificates of servers; empty for the name they are found by
    public record Tls(String cert, String key, String ca, String serverName) {}

    /// Reads the flags of [RpcFlags].
    ///
    /// @throws ConfigException if one is out of range, they do not fit together, or a file cannot
    ///   be used
    public static RpcClientConfig from(Settings settings) throws ConfigException {
        int retries = settings.get(RpcFlags.RETRIES);
        Duration min = settings.get(RpcFlags.MIN_BACKOFF);
        Duration max = settings.get(RpcFlags.MAX_BACKOFF);
        if (retries < 0) {
            throw new ConfigException(
                    "%s is %d (expected 0 or more)".formatted(RpcFlags.RETRIES, retries));
        }
        if (min.isNegative() || min.isZero() || max.compareTo(min) < 0) {
            throw new ConfigException(
                    "%s is %s and %s is %s (expected more than 0, the second at least the first)"
                            .formatted(RpcFlags.MIN_BACKOFF, min, RpcFlags.MAX_BACKOFF, max));
        }
        int maxBytes = messageBytes(settings, RpcFlags.MAX_ANSWER_BYTES);
        return new RpcClientConfig(maxBytes, retries, min, max, tls(settings));
    }

    static int messageBytes(Settings settings, Flag<Long> flag) throws ConfigException {
        long bytes = settings.get(flag);
        if (bytes < 1 << 20 || bytes > 1 << 30) {
            throw new ConfigException(
                    "%s is %d (expected %d to %d)".formatted(flag, bytes, 1 << 20, 1 << 30));
        }
        return (int) bytes;
    }

    private static @Nullable Tls tls(Settings settings) throws ConfigException {
        String cert = settings.get(RpcFlags.CLIENT_CERT);
        String key = settings.get(RpcFlags.CLIENT_KEY);
        if (cert.isEmpty() != key.isEmpty()) {
            throw new ConfigException(
                    "one of %s and %s is set (expected both, or none)"
                            .formatted(RpcFlags.CLIENT_CERT, RpcFlags.CLIENT_KEY));
        }
        if (!settings.get(RpcFlags.CLIENT_TLS)) {
            return null;
        }
        if (!cert.isEmpty()) {
            TlsFiles.checkPair(settings, RpcFlags.CLIENT_CERT, RpcFlags.CLIENT_KEY);
        }
        if (!settings.get(RpcFlags.CLIENT_CA).isEmpty()) {
            TlsFiles.checkAuthorities(settings, RpcFlags.CLIENT_CA);
        }
        return new Tls(
                cert,
                key,
                settings.get(RpcFlags.CLIENT_CA),
                settings.get(RpcFlags.CLIENT_SERVER_NAME));
    }
}
