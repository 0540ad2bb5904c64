// SPDX-License-Identifier: Apache-2.0
package dev.hearth.rpc;

import dev.hearth.config.Flag;
import dev.hearth.server.ServerTls;
import java.time.Duration;
import java.util.List;

/// What an operator can set of the port between processes, and of the clients that use it.
public final class RpcFlags {

    /// Address of the port.
    public static final Flag<String> LISTEN_ADDRESS =
            Flag.string(
                            "server.grpc-listen-address",
                            "",
                            "Address to listen on for the other components of a cluster. Empty listens on every address of the machine.")
                    .advanced();

    /// The port.
    public static final Flag<Integer> LISTEN_PORT =
            Flag.integer(
                            "server.grpc-listen-port",
                            9095,
                            "Port between the components of a cluster. A program that runs all of them listens on -server.http-listen-port only, gRPC included.")
                    .advanced();

    /// Largest message.
    public static final Flag<Long> MAX_RECV_BYTES =
            Flag.bytes(
                            "server.grpc-max-recv-msg-size-bytes",
                            100L << 20,
                            "Largest message that is taken from other components.")
                    .yaml("server.grpc_server_max_recv_msg_size")
                    .advanced();

    /// Calls at a time.
    public static final Flag<Integer> MAX_STREAMS =
            Flag.integer(
                            "server.grpc-max-concurrent-streams",
                            1000,
                            "Calls that one other component may have open at a time.")
                    .yaml("server.grpc_server_max_concurrent_streams")
                    .advanced();

    /// How the port is secured.
    public static final ServerTls.Flags SERVER_TLS =
            new ServerTls.Flags(
                    Flag.string(
                                    "server.grpc-tls-cert-path",
                                    "",
                                    "File with the certificate of the port between components, PEM. Empty for no TLS.")
                            .yaml("server.grpc_tls_config.cert_file")
                            .advanced(),
                    Flag.string(
                                    "server.grpc-tls-key-path",
                                    "",
                                    "File with the key of the certificate, PEM, PKCS #8.")
                            .yaml("server.grpc_tls_config.key_file")
                            .advanced(),
                    Flag.string(
                                    "server.grpc-tls-ca-path",
                                    "",
                                    "File with the certificates of the authorities that clients of the port have theirs from, PEM.")
                            .yaml("server.grpc_tls_config.client_ca_file")
                            .advanced(),
                    Flag.string(
                                    "server.grpc-tls-client-auth",
                                    "",
                                    "Whether clients of the port need a certificate: RequireAndVerifyClientCert, VerifyClientCertIfGiven or NoClientCert. Empty needs one if -server.grpc-tls-ca-path is set.")
                            .yaml("server.grpc_tls_config.client_auth_type")
                            .advanced());

    /// Whether clients use TLS.
    public static final Flag<Boolean> CLIENT_TLS =
            Flag.bool(
                            "querier.frontend-client.tls-enabled",
                            false,
                            "Use TLS towards other components.")
                    .yaml("frontend_worker.grpc_client_config.tls_enabled")
                    .advanced();

    /// Certificate of clients.
    public static final Flag<String> CLIENT_CERT =
            Flag.string(
                            "querier.frontend-client.tls-cert-path",
                            "",
                            "File with the certificate shown to other components, PEM. Empty shows none.")
                    .yaml("frontend_worker.grpc_client_config.tls_cert_path")
                    .advanced();

    /// Key of clients.
    public static final Flag<String> CLIENT_KEY =
            Flag.string(
                            "querier.frontend-client.tls-key-path",
                            "",
                            "File with the key of that certificate, PEM, PKCS #8.")
                    .yaml("frontend_worker.grpc_client_config.tls_key_path")
                    .advanced();

    /// Whose certificates of servers count.
    public static final Flag<String> CLIENT_CA =
            Flag.string(
                            "querier.frontend-client.tls-ca-path",
                            "",
                            "File with the certificates of the authorities that other components have theirs from, PEM. Empty takes those of the JVM.")
                    .yaml("frontend_worker.grpc_client_config.tls_ca_path")
                    .advanced();

    /// Name in certificates.
    public static final Flag<String> CLIENT_SERVER_NAME =
            Flag.string(
                            "querier.frontend-client.tls-server-name",
                            "",
                            "Name that the certificates of other components are for. Empty for the name they are found by.")
                    .yaml("frontend_worker.grpc_client_config.tls_server_name")
                    .advanced();

    /// Largest answer.
    public static final Flag<Long> MAX_ANSWER_BYTES =
            Flag.bytes(
                            "querier.frontend-client.grpc-max-recv-msg-size",
                            100L << 20,
                            "Largest answer to a part of a query that is taken from another component.")
                    .yaml("frontend_worker.grpc_client_config.max_recv_msg_size")
                    .advanced();

    /// Tries.
    public static final Flag<Integer> RETRIES =
            Flag.integer(
                            "querier.frontend-client.backoff-retries",
                            10,
                            "How often an ingester that is not there is asked again, if no other has what it has.")
                    .yaml("frontend_worker.grpc_client_config.backoff_config.max_retries")
                    .advanced();

    /// First wait.
    public static final Flag<Duration> MIN_BACKOFF =
            Flag.duration(
                            "querier.frontend-client.backoff-min-period",
                            Duration.ofMillis(100),
                            "Wait before an ingester that is not there is asked again.")
                    .yaml("frontend_worker.grpc_client_config.backoff_config.min_period")
                    .advanced();

    /// Longest wait.
    public static final Flag<Duration> MAX_BACKOFF =
            Flag.duration(
                            "querier.frontend-client.backoff-max-period",
                            Duration.ofSeconds(1),
                            "Longest wait before an ingester that is not there is asked again; each is twice as long as the one before.")
                    .yaml("frontend_worker.grpc_client_config.backoff_config.max_period")
                    .advanced();

    private RpcFlags() {}

    /// All of them.
    public static List<Flag<?>> all() {
        return List.of(
                LISTEN_ADDRESS,
                LISTEN_PORT,
                MAX_RECV_BYTES,
                MAX_STREAMS,
                SERVER_TLS.cert(),
                SERVER_TLS.key(),
                SERVER_TLS.ca(),
                SERVER_TLS.clientAuth(),
                CLIENT_TLS,
                CLIENT_CERT,
                CLIENT_KEY,
                CLIENT_CA,
                CLIENT_SERVER_NAME,
                MAX_ANSWER_BYTES,
                RETRIES,
                MIN_BACKOFF,
                MAX_BACKOFF);
    }
}
