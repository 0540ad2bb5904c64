// SPDX-License-Identifier: Apache-2.0
package dev.hearth.objectstores3;

import dev.hearth.config.Flag;
import dev.hearth.config.Secret;
import java.time.Duration;
import java.util.List;

/// What an operator can set about S3.
public final class S3Flags {

    static final Flag<String> ENDPOINT =
            Flag.string(
                    "storage.s3.endpoint",
                    "",
                    "Address of S3 or of a store that speaks like it, as host:port, for instance s3.eu-west-1.amazonaws.com.");

    static final Flag<String> REGION =
            Flag.string(
                    "storage.s3.region",
                    "",
                    "Region of the bucket. Empty asks the store, which takes the permission to get the bucket's location.");

    static final Flag<String> BUCKET_NAME =
            Flag.string("storage.s3.bucket-name", "", "Name of the bucket, which must exist.");

    static final Flag<String> ACCESS_KEY_ID =
            Flag.string(
                    "storage.s3.access-key-id",
                    "",
                    "Access key. Empty takes credentials from the environment, AWS's configuration file, or the role of the machine or pod, in this order.");

    static final Flag<Secret> SECRET_ACCESS_KEY =
            Flag.secret("storage.s3.secret-access-key", "Secret of the access key.");

    static final Flag<Secret> SESSION_TOKEN =
            Flag.secret(
                            "storage.s3.session-token",
                            "Session token of the access key, if the key is a temporary one.")
                    .advanced();

    static final Flag<Boolean> NATIVE_AWS_AUTH =
            Flag.bool(
                            "storage.s3.native-aws-auth-enabled",
                            false,
                            "Take credentials from where AWS's own programs look, even if -storage.s3.access-key-id is set.")
                    .advanced();

    static final Flag<Boolean> INSECURE =
            Flag.bool(
                            "storage.s3.insecure",
                            false,
                            "Speak HTTP without TLS, for a store on the same machine or network.")
                    .advanced();

    static final Flag<String> BUCKET_LOOKUP_TYPE =
            Flag.string(
                            "storage.s3.bucket-lookup-type",
                            "auto",
                            "Where the bucket's name stands: path-style is https://host/bucket, virtual-hosted-style is https://bucket.host, auto is the latter with AWS and the former elsewhere.")
                    .advanced();

    static final Flag<Boolean> FORCE_PATH_STYLE =
            Flag.bool(
                            "storage.s3.force-path-style",
                            false,
                            "The same as -storage.s3.bucket-lookup-type=path-style.")
                    .advanced();

    static final Flag<String> SIGNATURE_VERSION =
            Flag.string(
                            "storage.s3.signature-version",
                            "v4",
                            "Kind of signature. v4 is the only choice.")
                    .advanced();

    static final Flag<String> SSE_TYPE =
            Flag.string(
                    "storage.s3.sse.type",
                    "",
                    "Encryption by the server: SSE-S3 with a key of the store, SSE-KMS with a key of the key service. Empty leaves it to the bucket.");

    static final Flag<String> SSE_KMS_KEY_ID =
            Flag.string("storage.s3.sse.kms-key-id", "", "Key of the key service, for SSE-KMS.");

    static final Flag<String> SSE_KMS_CONTEXT =
            Flag.string(
                    "storage.s3.sse.kms-encryption-context",
                    "",
                    "Context of the key service's encryption, as JSON with texts as values, for SSE-KMS.");

    static final Flag<Duration> IDLE_TIMEOUT =
            Flag.duration(
                            "storage.s3.http.idle-conn-timeout",
                            Duration.ofMinutes(10),
                            "How long a connection is kept that nobody uses.")
                    .advanced();

    static final Flag<Duration> RESPONSE_TIMEOUT =
            Flag.duration(
                            "storage.s3.http.response-header-timeout",
                            Duration.ofMinutes(2),
                            "How long an answer may take to begin, or to go on. Then the attempt has failed.")
                    .advanced();

    static final Flag<Boolean> SKIP_VERIFY =
            Flag.bool(
                            "storage.s3.http.insecure-skip-verify",
                            false,
                            "Accept any certificate. Whoever is between here and the store can read and change everything then.")
                    .advanced();

    static final Flag<String> CA_PATH =
            Flag.string(
                            "storage.s3.http.tls-ca-path",
                            "",
                            "File of certificates, in PEM, that may have signed the store's one, besides those that the Java runtime trusts.")
                    .advanced();

    static final Flag<Duration> HANDSHAKE_TIMEOUT =
            Flag.duration(
                            "storage.s3.tls-handshake-timeout",
                            Duration.ofSeconds(10),
                            "How long connecting may take, and as long again the TLS handshake.")
                    .yaml("storage.s3.http.tls_handshake_timeout")
                    .advanced();

    static final Flag<Integer> MAX_IDLE_PER_HOST =
            Flag.integer(
                            "storage.s3.max-idle-connections-per-host",
                            1000,
                            "How many connections are kept that nobody uses.")
                    .yaml("storage.s3.http.max_idle_connections_per_host")
                    .advanced();

    static final Flag<Integer> MAX_PER_HOST =
            Flag.integer(
                            "storage.s3.max-connections-per-host",
                            0,
                            "How many requests may be under way at once. 0 is any number.")
                    .yaml("storage.s3.http.max_connections_per_host")
                    .advanced();

    static final Flag<Integer> MAX_RETRIES =
            Flag.integer(
                            "storage.s3.max-retries",
                            5,
                            "How often a request is tried again that could not be answered, with pauses that grow.")
                    .advanced();

    private S3Flags() {}

    /// All of them.
    public static List<Flag<?>> all() {
        return List.of(
                ENDPOINT,
                REGION,
                BUCKET_NAME,
                ACCESS_KEY_ID,
                SECRET_ACCESS_KEY,
                SESSION_TOKEN,
                NATIVE_AWS_AUTH,
                INSECURE,
                BUCKET_LOOKUP_TYPE,
                FORCE_PATH_STYLE,
                SIGNATURE_VERSION,
                SSE_TYPE,
                SSE_KMS_KEY_ID,
                SSE_KMS_CONTEXT,
                IDLE_TIMEOUT,
                RESPONSE_TIMEOUT,
                SKIP_VERIFY,
                CA_PATH,
                HANDSHAKE_TIMEOUT,
                MAX_IDLE_PER_HOST,
                MAX_PER_HOST,
                MAX_RETRIES);
    }
}
