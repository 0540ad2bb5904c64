// SPDX-License-Identifier: Apache-2.0
package dev.hearth.server;

import dev.hearth.config.Flag;
import java.time.Duration;
import java.util.List;

/// The flags of the server itself.
final class ServerFlags {

    static final Flag<String> HTTP_LISTEN_ADDRESS =
            Flag.string(
                    "server.http-listen-address",
                    "",
                    "Address to listen on. Empty listens on every address of the machine.");

    static final Flag<Integer> HTTP_LISTEN_PORT =
            Flag.integer(
                    "server.http-listen-port",
                    4040,
                    "Port for everything: HTTP/1.1 and HTTP/2, Connect, gRPC, gRPC-Web and the page. 0 takes a free port.");

    static final ServerTls.Flags TLS =
            new ServerTls.Flags(
                    Flag.string(
                                    "server.http-tls-cert-path",
                                    "",
                                    "File with the certificate of the port, PEM. Empty for no TLS.")
                            .yaml("server.http_tls_config.cert_file"),
                    Flag.string(
                                    "server.http-tls-key-path",
                                    "",
                                    "File with the key of the certificate, PEM, PKCS #8.")
                            .yaml("server.http_tls_config.key_file"),
                    Flag.string(
                                    "server.http-tls-ca-path",
                                    "",
                                    "File with the certificates of the authorities that clients have theirs from, PEM.")
                            .yaml("server.http_tls_config.client_ca_file")
                            .advanced(),
                    Flag.string(
                                    "server.http-tls-client-auth",
                                    "",
                                    "Whether clients need a certificate: RequireAndVerifyClientCert, VerifyClientCertIfGiven or NoClientCert. Empty needs one if -server.http-tls-ca-path is set.")
                            .yaml("server.http_tls_config.client_auth_type")
                            .advanced());

    static final Flag<String> PATH_PREFIX =
            Flag.string(
                            "server.path-prefix",
                            "",
                            "Path in front of every route, for instance /profiles.")
                    .yaml("server.http_path_prefix")
                    .advanced();

    static final Flag<String> BASE_URL =
            Flag.string(
                            "api.base-url",
                            "",
                            "Path at which browsers see the page when a proxy stands in front and serves it elsewhere.")
                    .yaml("api.base-url")
                    .advanced();

    static final Flag<Boolean> MULTITENANCY_ENABLED =
            Flag.bool(
                            "auth.multitenancy-enabled",
                            false,
                            "Require the tenant of each request in the header X-Scope-OrgID. When false, the header is ignored and everything belongs to the tenant anonymous.")
                    .yaml("multitenancy_enabled");

    static final Flag<Boolean> TENANT_FEDERATION_ENABLED =
            Flag.bool(
                    "tenant-federation.enabled",
                    true,
                    "Let queries name several tenants in X-Scope-OrgID, as in team-a|team-b, and answer them over all that these have. The strictest of their limits count.");

    static final Flag<Integer> TENANT_FEDERATION_MAX_TENANTS =
            Flag.integer(
                            "tenant-federation.max-tenants",
                            100,
                            "Most tenants that a query may name. 0 is no limit.")
                    .advanced();

    static final Flag<Duration> REQUEST_TIMEOUT =
            Flag.duration(
                            "server.request-timeout",
                            Duration.ofMinutes(2),
                            "Longest time that a request may take, its body included. Clients may ask for less. 0 is no limit.")
                    .advanced();

    static final Flag<Duration> IDLE_TIMEOUT =
            Flag.duration(
                            "server.http-idle-timeout",
                            Duration.ofMinutes(2),
                            "Time after which a connection without a request is closed.")
                    .yaml("server.http_server_idle_timeout")
                    .advanced();

    static final Flag<Integer> MAX_CONCURRENT_REQUESTS =
            Flag.integer(
                            "server.max-concurrent-requests",
                            512,
                            "Requests that may be answered at once. More are refused with 503.")
                    .advanced();

    static final Flag<Long> MAX_INFLIGHT_BYTES =
            Flag.bytes(
                            "server.max-inflight-request-bytes",
                            0,
                            "Bytes that the bodies of all requests at hand may take together. More are refused with 503. 0 is a quarter of the heap.")
                    .advanced();

    static final Flag<Duration> GRACEFUL_SHUTDOWN_TIMEOUT =
            Flag.duration(
                            "server.graceful-shutdown-timeout",
                            Duration.ofSeconds(30),
                            "Time that requests at hand are given to finish when the program stops.")
                    .advanced();

    static final Flag<String> LOG_LEVEL =
            Flag.string(
                            "log.level",
                            "info",
                            "Least severe messages to log: debug, info, warn or error.")
                    .yaml("server.log_level");

    static final Flag<String> LOG_FORMAT =
            Flag.string("log.format", "logfmt", "Format of log lines: logfmt or json.")
                    .yaml("server.log_format");

    private ServerFlags() {}

    static List<Flag<?>> all() {
        return List.of(
                HTTP_LISTEN_ADDRESS,
                HTTP_LISTEN_PORT,
                TLS.cert(),
                TLS.key(),
                TLS.ca(),
                TLS.clientAuth(),
                PATH_PREFIX,
                BASE_URL,
                MULTITENANCY_ENABLED,
                TENANT_FEDERATION_ENABLED,
                TENANT_FEDERATION_MAX_TENANTS,
                REQUEST_TIMEOUT,
                IDLE_TIMEOUT,
                MAX_CONCURRENT_REQUESTS,
                MAX_INFLIGHT_BYTES,
                GRACEFUL_SHUTDOWN_TIMEOUT,
                LOG_LEVEL,
                LOG_FORMAT);
    }
}
