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
                    "Port for everything: HTTP/1.1 and HTTP/2 without TLS, Connect, gRPC, gRPC-Web and the page. 0 takes a free port.");

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
                PATH_PREFIX,
                BASE_URL,
                MULTITENANCY_ENABLED,
                REQUEST_TIMEOUT,
                IDLE_TIMEOUT,
                MAX_CONCURRENT_REQUESTS,
                MAX_INFLIGHT_BYTES,
                GRACEFUL_SHUTDOWN_TIMEOUT,
                LOG_LEVEL,
                LOG_FORMAT);
    }
}
