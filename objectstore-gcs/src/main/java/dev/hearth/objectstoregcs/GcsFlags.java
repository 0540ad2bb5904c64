// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstoregcs;

import dev.hearth.config.Flag;
import dev.hearth.config.Secret;
import java.time.Duration;
import java.util.List;

/// What an operator can set about Google Cloud Storage.
public final class GcsFlags {

    static final Flag<String> BUCKET_NAME =
            Flag.string("storage.gcs.bucket-name", "", "Name of the bucket, which must exist.");

    static final Flag<Secret> SERVICE_ACCOUNT =
            Flag.secret(
                    "storage.gcs.service-account",
                    "Key of a service account, as JSON, not as the name of a file. Empty takes the file that GOOGLE_APPLICATION_CREDENTIALS names, the one that gcloud wrote, or the service account of the machine or pod, in this order.");

    static final Flag<String> ENDPOINT =
            Flag.string(
                            "storage.gcs.endpoint",
                            "",
                            "Address of the service, with its scheme. Empty is Google's. To an http address no credentials are sent: it is for emulators.")
                    .advanced();

    static final Flag<Duration> RESPONSE_TIMEOUT =
            Flag.duration(
                            "storage.gcs.http.response-header-timeout",
                            Duration.ofMinutes(2),
                            "How long an answer may take to begin, or to go on. Then the attempt has failed.")
                    .advanced();

    static final Flag<Duration> HANDSHAKE_TIMEOUT =
            Flag.duration(
                            "storage.gcs.tls-handshake-timeout",
                            Duration.ofSeconds(10),
                            "How long connecting may take.")
                    .yaml("storage.gcs.http.tls_handshake_timeout")
                    .advanced();

    static final Flag<Boolean> SKIP_VERIFY =
            Flag.bool(
                            "storage.gcs.http.insecure-skip-verify",
                            false,
                            "Accept any certificate. Whoever is between here and the store can read and change everything then.")
                    .advanced();

    static final Flag<Integer> MAX_RETRIES =
            Flag.integer(
                            "storage.gcs.max-retries",
                            5,
                            "How often a request is tried again that could not be answered, with pauses that grow.")
                    .advanced();

    private GcsFlags() {}

    /// All of them.
    public static List<Flag<?>> all() {
        return List.of(
                BUCKET_NAME,
                SERVICE_ACCOUNT,
                ENDPOINT,
                RESPONSE_TIMEOUT,
                HANDSHAKE_TIMEOUT,
                SKIP_VERIFY,
                MAX_RETRIES);
    }
}
