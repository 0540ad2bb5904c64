// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import dev.hearth.config.Flag;
import dev.hearth.config.Secret;
import java.time.Duration;
import java.util.List;

/// Every flag of rings, named as in Pyroscope or, for what it does not have, as in Mimir.
final class RingFlags {

    /// Where rings are kept.
    enum StoreKind {
        INMEMORY,
        CONSUL,
        MEMBERLIST
    }

    static final Flag<StoreKind> STORE =
            Flag.choice(
                    "ring.store",
                    StoreKind.INMEMORY,
                    "Where the members of a cluster find each other: inmemory for a process that runs everything, consul, or memberlist for gossip among the processes. If it is not set, processes that do not run everything gossip.");

    static final Flag<String> PREFIX =
            Flag.string(
                            "ring.prefix",
                            "hearth/",
                            "What the keys of rings begin with in Consul. With memberlist, processes of another prefix are another cluster.")
                    .advanced();

    static final Flag<Duration> HEARTBEAT_PERIOD =
            Flag.duration(
                            "ring.heartbeat-period",
                            LifecycleTimes.DEFAULTS.heartbeatPeriod(),
                            "Time between two heartbeats of a member.")
                    .advanced();

    static final Flag<Duration> HEARTBEAT_TIMEOUT =
            Flag.duration(
                            "ring.heartbeat-timeout",
                            LifecycleTimes.DEFAULTS.heartbeatTimeout(),
                            "A member that was silent for so long gets no work.")
                    .advanced();

    static final Flag<String> INSTANCE_ID =
            Flag.string(
                            "ring.instance-id",
                            "",
                            "Name of this process among all. Empty is the name in the file instance of -data-dir, which is made up at the first start.")
                    .advanced();

    static final Flag<String> INSTANCE_ADDR =
            Flag.string(
                    "ring.instance-addr",
                    "",
                    "Address under which others reach the gRPC port of this process. Empty is the first address of -ring.instance-interface-names.");

    static final Flag<Integer> INSTANCE_PORT =
            Flag.integer(
                            "ring.instance-port",
                            0,
                            "Port under which others reach the gRPC port of this process. 0 is -server.grpc-listen-port.")
                    .advanced();

    static final Flag<List<String>> INSTANCE_INTERFACES =
            Flag.list(
                            "ring.instance-interface-names",
                            List.of("eth0", "en0"),
                            "Network interfaces to take the address of this process from. If none of them has one, any other is taken, the loopback interface last.")
                    .advanced();

    static final Flag<String> INSTANCE_ZONE =
            Flag.string(
                    "ring.instance-availability-zone",
                    "",
                    "Zone that this process runs in. The partitions of a tenant are spread over zones, and so are the owners of a Kafka partition.");

    static final Flag<String> CONSUL_HOSTNAME =
            Flag.string(
                    "consul.hostname",
                    "localhost:8500",
                    "Host and port of Consul's agent, with https:// in front for TLS.");

    static final Flag<Secret> CONSUL_TOKEN =
            Flag.secret("consul.acl-token", "ACL token for Consul.");

    static final Flag<Duration> CONSUL_TIMEOUT =
            Flag.duration(
                            "consul.client-timeout",
                            Duration.ofSeconds(20),
                            "Time that a request to Consul may take.")
                    .advanced();

    static final Flag<Boolean> CONSUL_CONSISTENT =
            Flag.bool(
                            "consul.consistent-reads",
                            false,
                            "Make sure at each read that Consul's leader still is one.")
                    .advanced();

    static final Flag<Duration> CONSUL_RETRY_DELAY =
            Flag.duration(
                            "consul.cas-retry-delay",
                            Duration.ofSeconds(1),
                            "Most time until a change that another came before is tried again.")
                    .advanced();

    static final Flag<Double> CONSUL_WATCH_RATE =
            Flag.number(
                            "consul.watch-rate-limit",
                            1,
                            "How often a second at most the rings are read from Consul because they changed.")
                    .advanced();

    private RingFlags() {}

    static List<Flag<?>> all() {
        return List.of(
                STORE,
                PREFIX,
                HEARTBEAT_PERIOD,
                HEARTBEAT_TIMEOUT,
                INSTANCE_ID,
                INSTANCE_ADDR,
                INSTANCE_PORT,
                INSTANCE_INTERFACES,
                INSTANCE_ZONE,
                CONSUL_HOSTNAME,
                CONSUL_TOKEN,
                CONSUL_TIMEOUT,
                CONSUL_CONSISTENT,
                CONSUL_RETRY_DELAY,
                CONSUL_WATCH_RATE);
    }
}
