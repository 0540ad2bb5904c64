// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoregcs;

import dev.hearth.config.ConfigException;
import dev.hearth.config.Secret;
import dev.hearth.config.Settings;
import java.net.URI;
import java.time.Duration;

/// A bucket of Google Cloud Storage and how to talk to it.
///
/// @param bucket name of it
/// @param serviceAccount JSON; empty takes what the environment says
/// @param endpoint address of the service; empty is Google's
/// @param response how long an answer may take to begin or to go on
/// @param connect how long connecting may take
/// @param skipsVerification whether any certificate will do
/// @param maxRetries how often a request is tried again
public record GcsConfig(
        String bucket,
        Secret serviceAccount,
        String endpoint,
        Duration response,
        Duration connect,
        boolean skipsVerification,
        int maxRetries) {

    /// Reads the settings.
    ///
    /// @throws ConfigException if one is missing or none of those known
    public static GcsConfig from(Settings settings) throws ConfigException {
        if (settings.get(GcsFlags.BUCKET_NAME).isEmpty()) {
            throw new ConfigException(
                    "%s is empty (expected the name of a bucket, because -storage.backend is gcs)"
                            .formatted(GcsFlags.BUCKET_NAME));
        }
        int retries = settings.get(GcsFlags.MAX_RETRIES);
        if (retries < 0) {
            throw new ConfigException(
                    "%s is %d (expected 0 or more)".formatted(GcsFlags.MAX_RETRIES, retries));
        }
        return new GcsConfig(
                settings.get(GcsFlags.BUCKET_NAME),
                settings.get(GcsFlags.SERVICE_ACCOUNT),
                endpoint(settings),
                settings.get(GcsFlags.RESPONSE_TIMEOUT),
                settings.get(GcsFlags.HANDSHAKE_TIMEOUT),
                settings.get(GcsFlags.SKIP_VERIFY),
                retries);
    }

    private static String endpoint(Settings settings) throws ConfigException {
        String text = settings.get(GcsFlags.ENDPOINT);
        if (text.isEmpty()) {
            return "";
        }
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return text.endsWith("/") ? text : text + "/";
            }
        } catch (IllegalArgumentException _) {
            // the one message below
        }
        throw new ConfigException(
                "%s is \"%s\" (expected for instance http://localhost:4443)"
                        .formatted(GcsFlags.ENDPOINT, text));
    }
}
