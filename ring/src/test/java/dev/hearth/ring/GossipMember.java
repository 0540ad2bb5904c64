// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ring;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A process that gossips until it is killed: it writes the entry of one member.
final class GossipMember {

    private GossipMember() {}

    /// Gossips until its input ends.
    ///
    /// @param arguments name of the member, port to gossip at, ports to join
    public static void main(String[] arguments) throws IOException {
        int[] ports = Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        GossipRingStore store =
                new GossipRingStore(
                        config(ports[0], false, Arrays.copyOfRange(ports, 1, ports.length)),
                        () -> Rings.NOW,
                        new Random(ports[0]));
        store.update(
                RingName.INGESTERS,
                state -> state.with(Rings.member(arguments[0], MemberState.ACTIVE)));
        while (System.in.read() >= 0) {
            store.peers();
        }
    }

    /// Starts one as a process.
    static Process start(String member, int port, int... join) throws IOException {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                GossipMember.class.getName(),
                                member,
                                Integer.toString(port)));
        Arrays.stream(join).forEach(to -> command.add(Integer.toString(to)));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static GossipConfig config(int port, boolean abort, int... join) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        return new GossipConfig(
                "hearth/test",
                "member-" + port,
                loopback,
                false,
                port,
                loopback,
                0,
                Arrays.stream(join).mapToObj(to -> new JoinAddress("127.0.0.1", to)).toList(),
                abort,
                2,
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5));
    }
}
