// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import dev.hearth.config.Flag;
import java.time.Duration;
import java.util.List;

/// Every flag of gossip, named as in Pyroscope.
final class GossipFlags {

    static final Flag<String> NODE_NAME =
            Flag.string(
                            "memberlist.nodename",
                            "",
                            "Name of this process in logs and on the page /memberlist. Empty is that of its entry in the ring.")
                    .yaml("memberlist.node_name")
                    .advanced();

    static final Flag<List<String>> BIND_ADDR =
            Flag.growingList(
                    "memberlist.bind-addr",
                    List.of(),
                    "Address of this host to gossip at. Empty or 0.0.0.0 is all of them.");

    static final Flag<Integer> BIND_PORT =
            Flag.integer(
                    "memberlist.bind-port", JoinAddress.DEFAULT_PORT, "TCP port to gossip at.");

    static final Flag<String> ADVERTISE_ADDR =
            Flag.string(
                    "memberlist.advertise-addr",
                    "",
                    "Address under which others reach the gossip of this process. Empty is -memberlist.bind-addr, or the address of -ring.instance-interface-names if that is empty.");

    static final Flag<Integer> ADVERTISE_PORT =
            Flag.integer(
                    "memberlist.advertise-port",
                    0,
                    "Port under which others reach the gossip of this process. 0 is -memberlist.bind-port.");

    static final Flag<List<String>> JOIN =
            Flag.growingList(
                            "memberlist.join",
                            List.of(),
                            "Processes to gossip with: host:port, or a name that has the addresses of all of them. May be given several times. One that is there is enough; those that come later are found, too.")
                    .yaml("memberlist.join_members");

    static final Flag<Boolean> ABORT_IF_JOIN_FAILS =
            Flag.bool(
                            "memberlist.abort-if-join-fails",
                            false,
                            "Do not start if nobody of -memberlist.join is there.")
                    .yaml("memberlist.abort_if_cluster_join_fails")
                    .advanced();

    static final Flag<Duration> MIN_JOIN_BACKOFF =
            Flag.duration(
                            "memberlist.min-join-backoff",
                            Duration.ofSeconds(1),
                            "Time between two looks for others, with -memberlist.abort-if-join-fails.")
                    .advanced();

    static final Flag<Integer> MAX_JOIN_RETRIES =
            Flag.integer(
                            "memberlist.max-join-retries",
                            10,
                            "How often others are looked for, with -memberlist.abort-if-join-fails.")
                    .advanced();

    static final Flag<Duration> SYNC_INTERVAL =
            Flag.duration(
                            "memberlist.pullpush-interval",
                            Duration.ofSeconds(30),
                            "Time between two comparisons of all that is known with some others.")
                    .yaml("memberlist.pull_push_interval")
                    .advanced();

    static final Flag<String> CLUSTER_LABEL =
            Flag.string(
                            "memberlist.cluster-label",
                            "",
                            "Name of the cluster. Processes with another name are not let in.")
                    .advanced();

    static final Flag<Duration> LEFT_TIMEOUT =
            Flag.duration(
                            "memberlist.left-ingesters-timeout",
                            LifecycleTimes.DEFAULTS.forgetAfter(),
                            "How long the entry of a member that left is kept, so that an older one that comes late does not bring it back, and retries of what went to it are known as such. At least a minute longer than -ingester.retry-window. Holds with Consul, too.")
                    .advanced();

    private GossipFlags() {}

    static List<Flag<?>> all() {
        return List.of(
                NODE_NAME,
                BIND_ADDR,
                BIND_PORT,
                ADVERTISE_ADDR,
                ADVERTISE_PORT,
                JOIN,
                ABORT_IF_JOIN_FAILS,
                MIN_JOIN_BACKOFF,
                MAX_JOIN_RETRIES,
                SYNC_INTERVAL,
                CLUSTER_LABEL,
                LEFT_TIMEOUT);
    }
}
