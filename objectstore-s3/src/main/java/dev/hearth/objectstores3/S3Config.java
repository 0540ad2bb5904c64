// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstores3;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Secret;
import dev.hearth.config.Settings;
import java.net.URI;
import java.time.Duration;

/// A bucket of S3 and how to talk to it.
///
/// @param endpoint scheme, host and port
/// @param region empty if the store is to be asked
/// @param bucket name of it
/// @param credentials who we are
/// @param lookup where the bucket's name stands in an address
/// @param encryption by the server
/// @param http connections
/// @param maxRetries how often a request is tried again
public record S3Config(
        URI endpoint,
        String region,
        String bucket,
        Identity credentials,
        Lookup lookup,
        Encryption encryption,
        Http http,
        int maxRetries) {

    /// Who we are.
    sealed interface Identity {

        /// A key of our own.
        ///
        /// @param token empty if the key is a lasting one
        record Key(String id, Secret secret, Secret token) implements Identity {}

        /// Whatever the environment or the machine says.
        record Ambient() implements Identity {}
    }

    /// Where the bucket's name stands in an address.
    enum Lookup {
        /// As the endpoint's host suggests.
        AUTO,
        /// In the path.
        PATH,
        /// In the host's name.
        HOST
    }

    /// Encryption by the server.
    sealed interface Encryption {

        /// As the bucket says.
        record Unasked() implements Encryption {}

        /// With a key of the store.
        record StoreKey() implements Encryption {}

        /// With a key of the key service.
        ///
        /// @param context JSON, or empty
        record ServiceKey(String keyId, String context) implements Encryption {}
    }

    /// Connections.
    ///
    /// @param idle how long an unused one is kept
    /// @param response how long an answer may take to begin or to go on
    /// @param connect how long connecting may take
    /// @param skipsVerification whether any certificate will do
    /// @param caPath file of certificates to trust besides those of the Java runtime; may be empty
    /// @param maxIdle unused ones kept
    /// @param maxActive requests at once; 0 is any number
    record Http(
            Duration idle,
            Duration response,
            Duration connect,
            boolean skipsVerification,
            String caPath,
            int maxIdle,
            int maxActive) {}

    /// Reads the settings.
    ///
    /// @throws ConfigException if one is missing or none of those known
    public static S3Config from(Settings settings) throws ConfigException {
        require(settings, S3Flags.ENDPOINT, "for instance s3.eu-west-1.amazonaws.com");
        require(settings, S3Flags.BUCKET_NAME, "the name of a bucket");
        if (!settings.get(S3Flags.SIGNATURE_VERSION).equals("v4")) {
            throw new ConfigException(
                    "%s is \"%s\" (expected v4)"
                            .formatted(
                                    S3Flags.SIGNATURE_VERSION,
                                    settings.get(S3Flags.SIGNATURE_VERSION)));
        }
        return new S3Config(
                endpoint(settings),
                settings.get(S3Flags.REGION),
                settings.get(S3Flags.BUCKET_NAME),
                identity(settings),
                lookup(settings),
                encryption(settings),
                http(settings),
                notNegative(settings, S3Flags.MAX_RETRIES));
    }

    private static void require(Settings settings, Flag<String> flag, String expected)
            throws ConfigException {
        if (settings.get(flag).isEmpty()) {
            throw new ConfigException(
                    "%s is empty (expected %s, because -storage.backend is s3)"
                            .formatted(flag, expected));
        }
    }

    private static int notNegative(Settings settings, Flag<Integer> flag) throws ConfigException {
        int value = settings.get(flag);
        if (value < 0) {
            throw new ConfigException("%s is %d (expected 0 or more)".formatted(flag, value));
        }
        return value;
    }

    private static URI endpoint(Settings settings) throws ConfigException {
        String text = settings.get(S3Flags.ENDPOINT);
        boolean insecure = settings.get(S3Flags.INSECURE);
        String url = text.contains("://") ? text : (insecure ? "http://" : "https://") + text;
        try {
            URI uri = URI.create(url);
            boolean isKnown = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean isBare = uri.getPath().isEmpty() || uri.getPath().equals("/");
            if (isKnown && isBare && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // the one message below
        }
        throw new ConfigException(
                "%s is \"%s\" (expected host:port)".formatted(S3Flags.ENDPOINT, text));
    }

    private static Identity identity(Settings settings) throws ConfigException {
        String id = settings.get(S3Flags.ACCESS_KEY_ID);
        Secret secret = settings.get(S3Flags.SECRET_ACCESS_KEY);
        if (settings.get(S3Flags.NATIVE_AWS_AUTH) || (id.isEmpty() && secret.value().isEmpty())) {
            return new Identity.Ambient();
        }
        if (id.isEmpty() || secret.value().isEmpty()) {
            throw new ConfigException(
                    "one of %s and %s is empty (expected both, or neither)"
                            .formatted(S3Flags.ACCESS_KEY_ID, S3Flags.SECRET_ACCESS_KEY));
        }
        return new Identity.Key(id, secret, settings.get(S3Flags.SESSION_TOKEN));
    }

    private static Lookup lookup(Settings settings) throws ConfigException {
        String text = settings.get(S3Flags.BUCKET_LOOKUP_TYPE);
        Lookup lookup =
                switch (text) {
                    case "auto" -> Lookup.AUTO;
                    case "path", "path-style" -> Lookup.PATH;
                    case "virtual-hosted", "virtual-hosted-style" -> Lookup.HOST;
                    default ->
                            throw new ConfigException(
                                    "%s is \"%s\" (expected auto, path-style or virtual-hosted-style)"
                                            .formatted(S3Flags.BUCKET_LOOKUP_TYPE, text));
                };
        if (!settings.get(S3Flags.FORCE_PATH_STYLE)) {
            return lookup;
        }
        if (lookup == Lookup.HOST) {
            throw new ConfigException(
                    "%s is set and %s is \"%s\" (expected path-style with it)"
                            .formatted(S3Flags.FORCE_PATH_STYLE, S3Flags.BUCKET_LOOKUP_TYPE, text));
        }
        return Lookup.PATH;
    }

    private static Encryption encryption(Settings settings) throws ConfigException {
        String type = settings.get(S3Flags.SSE_TYPE);
        String keyId = settings.get(S3Flags.SSE_KMS_KEY_ID);
        return switch (type) {
            case "" -> new Encryption.Unasked();
            case "SSE-S3" -> new Encryption.StoreKey();
            case "SSE-KMS" -> {
                if (keyId.isEmpty()) {
                    throw new ConfigException(
                            "%s is empty (expected the key for SSE-KMS)"
                                    .formatted(S3Flags.SSE_KMS_KEY_ID));
                }
                yield new Encryption.ServiceKey(keyId, settings.get(S3Flags.SSE_KMS_CONTEXT));
            }
            default ->
                    throw new ConfigException(
                            "%s is \"%s\" (expected SSE-S3 or SSE-KMS)"
                                    .formatted(S3Flags.SSE_TYPE, type));
        };
    }

    private static Http http(Settings settings) throws ConfigException {
        return new Http(
                settings.get(S3Flags.IDLE_TIMEOUT),
                settings.get(S3Flags.RESPONSE_TIMEOUT),
                settings.get(S3Flags.HANDSHAKE_TIMEOUT),
                settings.get(S3Flags.SKIP_VERIFY),
                settings.get(S3Flags.CA_PATH),
                notNegative(settings, S3Flags.MAX_IDLE_PER_HOST),
                notNegative(settings, S3Flags.MAX_PER_HOST));
    }
}
