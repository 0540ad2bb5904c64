// SPDX-License-Identifier: Apache-2.0
package dev.hearth.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The packaged program as several processes on this machine, which gossip and share a folder as
/// their object store. Stops them when closed.
final class ClusterUnderTest implements AutoCloseable {

    private final Map<String, ServerUnderTest> members = new LinkedHashMap<>();

    /// Starts the members, one after another.
    ///
    /// @param hearth the folder `app/target/hearth`
    /// @param folder for the data of all
    /// @param names of the members: `ingester-1` has the target `ingester`
    /// @param more flags of all
    ClusterUnderTest(Path hearth, Path folder, List<String> names, List<String> more)
            throws IOException {
        List<Integer> gossip = freePorts(names.size());
        try {
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                List<String> flags = new ArrayList<>(more);
                flags.add("-target=" + target(name));
                flags.add("-storage.filesystem.dir=" + folder.resolve("store"));
                flags.add("-server.grpc-listen-address=127.0.0.1");
                flags.add("-server.grpc-listen-port=" + freePorts(1).getFirst());
                flags.add("-ring.instance-addr=127.0.0.1");
                flags.add("-memberlist.bind-addr=127.0.0.1");
                flags.add("-memberlist.bind-port=" + gossip.get(i));
                gossip.forEach(port -> flags.add("-memberlist.join=127.0.0.1:" + port));
                members.put(name, ServerUnderTest.start(hearth, folder.resolve(name), flags));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static String target(String name) {
        return name.substring(0, name.indexOf('-'));
    }

    /// Those that have a target, in the order in which they were started.
    List<ServerUnderTest> all(String target) {
        return members.entrySet().stream()
                .filter(member -> target(member.getKey()).equals(target))
                .map(Map.Entry::getValue)
                .toList();
    }

    /// CPU time that the processes of each target have used so far.
    Map<String, Duration> cpu() throws IOException {
        Map<String, Duration> used = new LinkedHashMap<>();
        for (Map.Entry<String, ServerUnderTest> member : members.entrySet()) {
            used.merge(target(member.getKey()), member.getValue().cpu(), Duration::plus);
        }
        return used;
    }

    /// A metric, added up over all processes.
    double sum(String metric) throws IOException {
        double sum = 0;
        for (ServerUnderTest member : members.values()) {
            sum += member.metrics().getOrDefault(metric, 0.0);
        }
        return sum;
    }

    /// Bytes that all processes wrote to disk so far.
    long writtenBytes() throws IOException {
        long sum = 0;
        for (ServerUnderTest member : members.values()) {
            sum += member.writtenBytes();
        }
        return sum;
    }

    /// Memory that each process has in RAM, in MiB.
    String residentMiB() throws IOException {
        List<String> words = new ArrayList<>();
        for (Map.Entry<String, ServerUnderTest> member : members.entrySet()) {
            words.add(member.getKey() + " " + member.getValue().residentMiB());
        }
        return String.join(", ", words);
    }

    @Override
    public void close() {
        members.values().forEach(ServerUnderTest::close);
    }
}
