// SPDX-License-Identifier: Apache-2.0
package dev.hearth.logkafka;

import dev.hearth.config.Secret;
import dev.hearth.config.Settings;
import java.util.List;

/// How a process and brokers prove to each other who they are.
///
/// @param sasl how this process logs in
/// @param tls how connections are encrypted
public record KafkaSecurity(Sasl sasl, Tls tls) {

    private static final List<String> MECHANISMS =
            List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

    /// A login.
    ///
    /// @param mechanism SASL's name of the way
    /// @param username user; empty for no login
    /// @param password of the user
    public record Sasl(String mechanism, String username, Secret password) {

        /// @throws IllegalArgumentException if there is no such mechanism
        public Sasl {
            if (!username.isEmpty() && !MECHANISMS.contains(mechanism)) {
                throw new IllegalArgumentException(
                        "%s is \"%s\" (expected one of %s)"
                                .formatted(
                                        KafkaFlags.SASL_MECHANISM,
                                        mechanism,
                                        String.join(", ", MECHANISMS)));
            }
        }
    }

    /// Encryption.
    ///
    /// @param isEnabled whether there is any
    /// @param caPath PEM file of certificates that are trusted; empty for Java's own
    /// @param certPath PEM file of this process's certificate; empty for none
    /// @param keyPath PEM file of its key
    public record Tls(boolean isEnabled, String caPath, String certPath, String keyPath) {

        /// @throws IllegalArgumentException if there is a certificate without key or the reverse
        public Tls {
            if (certPath.isEmpty() != keyPath.isEmpty()) {
                throw new IllegalArgumentException(
                        "%s is \"%s\" and %s is \"%s\" (expected both or none)"
                                .formatted(
                                        KafkaFlags.TLS_CERT_PATH,
                                        certPath,
                                        KafkaFlags.TLS_KEY_PATH,
                                        keyPath));
            }
        }
    }

    static KafkaSecurity from(Settings settings) {
        return new KafkaSecurity(
                new Sasl(
                        settings.get(KafkaFlags.SASL_MECHANISM),
                        settings.get(KafkaFlags.SASL_USERNAME),
                        settings.get(KafkaFlags.SASL_PASSWORD)),
                new Tls(
                        settings.get(KafkaFlags.TLS_ENABLED),
                        settings.get(KafkaFlags.TLS_CA_PATH),
                        settings.get(KafkaFlags.TLS_CERT_PATH),
                        settings.get(KafkaFlags.TLS_KEY_PATH)));
    }
}
