// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// How this process takes part in gossip.
///
/// @param cluster name that all members share; others are not let in
/// @param name of this process, for people
/// @param bind an address of this host, where it listens
/// @param allInterfaces whether it listens at all others, too
/// @param bindPort 0 to 65535; 0 takes a free one
/// @param advertise where others reach it
/// @param advertisePort 0 to 65535; 0 is the port that it listens at
/// @param join members to begin with; any of them may be down
/// @param abortIfJoinFails whether not to start if none of those is there
/// @param joinAttempts how often they are tried before that
/// @param joinPause time between two tries
/// @param syncPeriod time between two comparisons of all that is known with some other member
/// @param forgetAfter how long the entry of one that left is kept
record GossipConfig(
        String cluster,
        String name,
        InetAddress bind,
        boolean allInterfaces,
        int bindPort,
        InetAddress advertise,
        int advertisePort,
        List<JoinAddress> join,
        boolean abortIfJoinFails,
        int joinAttempts,
        Duration joinPause,
        Duration syncPeriod,
        Duration forgetAfter) {

    GossipConfig {
        join = List.copyOf(join);
        checkPort("-memberlist.bind-port", bindPort);
        checkPort("-memberlist.advertise-port", advertisePort);
        if (syncPeriod.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "-memberlist.pullpush-interval is %s (expected at least 100ms)"
                            .formatted(syncPeriod));
        }
    }

    private static void checkPort(String flag, int port) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException(
                    "%s is %d (expected 0 to 65535)".formatted(flag, port));
        }
    }
}
