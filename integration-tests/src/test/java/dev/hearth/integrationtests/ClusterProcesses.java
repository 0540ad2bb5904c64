// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A cluster of processes on loopback that gossip and share a folder as their object store. Each
/// keeps its ports and its data folder when it is started again.
final class ClusterProcesses implements AutoCloseable {

    private static final int FIRST_PORT = 10_000;
    private static final int LAST_PORT = 32_000;
    private static final Set<Integer> USED = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final List<String> common;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Map<String, HearthProcess> running = new ConcurrentHashMap<>();
    private final int firstGossip;

    /// Folders of earlier versions, of members that run one.
    private final Map<String, Path> previous = new ConcurrentHashMap<>();

    /// What a member has as long as the cluster lives.
    private record Place(Path data, String target, int http, int grpc, int gossip) {}

    /// @param common flags of all members
    ClusterProcesses(Path folder, String... common) throws IOException {
        this.folder = folder;
        this.common = List.of(common);
        this.firstGossip = freePort();
    }

    /// A port that is free, and that no connection from here is given meanwhile, as one of those
    /// may be that the system chooses.
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            if (USED.add(port) && isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (BindException _) {
            return false;
        }
    }

    /// Has a member run another version the next time it is started.
    ///
    /// @param program the folder of the earlier version, null for the one at hand
    void setVersion(String name, @Nullable Path program) {
        if (program == null) {
            previous.remove(name);
        } else {
            previous.put(name, program);
        }
    }

    /// Starts a member, or starts it again.
    ///
    /// @param name unlike that of others
    HearthProcess start(String name, String target, String... more) throws IOException {
        List<String> flags = flags(place(name, target));
        flags.addAll(List.of(more));
        Path data = place(name, target).data();
        Path program = previous.get(name);
        String[] all = flags.toArray(String[]::new);
        HearthProcess process =
                program == null
                        ? HearthProcess.start(data, all)
                        : HearthProcess.startPrevious(program, data, all);
        running.put(name, process);
        return process;
    }

    /// Starts members all at once: `ingester-1` of the target `ingester`.
    void startAll(String... names) throws IOException {
        List<FutureTask<HearthProcess>> tasks = new ArrayList<>();
        for (String name : names) {
            String target = name.substring(0, name.indexOf('-'));
            place(name, target);
            FutureTask<HearthProcess> task = new FutureTask<>(() -> start(name, target));
            Thread.ofVirtual().start(task);
            tasks.add(task);
        }
        IOException failure = null;
        for (FutureTask<HearthProcess> task : tasks) {
            try {
                task.get();
            } catch (InterruptedException | ExecutionException e) {
                failure = new IOException(e); // the others run, or fail, before this one is told
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized Place place(String name, String target) throws IOException {
        Place place = places.get(name);
        if (place == null) {
            place =
                    new Place(
                            Files.createDirectories(folder.resolve(name)),
                            target,
                            freePort(),
                            freePort(),
                            places.isEmpty() ? firstGossip : freePort());
            places.put(name, place);
        }
        return place;
    }

    private synchronized List<String> flags(Place place) {
        List<String> flags = new ArrayList<>(common);
        flags.add("-target=" + place.target());
        flags.add("-self-profiling.disable-push=true");
        flags.add("-server.http-listen-port=" + place.http());
        flags.add("-server.grpc-listen-address=127.0.0.1");
        flags.add("-server.grpc-listen-port=" + place.grpc());
        flags.add("-ring.instance-addr=127.0.0.1");
        flags.add("-memberlist.bind-addr=127.0.0.1");
        flags.add("-memberlist.bind-port=" + place.gossip());
        flags.add("-memberlist.join=127.0.0.1:" + firstGossip);
        places.values().forEach(other -> flags.add("-memberlist.join=127.0.0.1:" + other.gossip()));
        flags.add("-storage.filesystem.dir=" + folder.resolve("store"));
        return flags;
    }

    /// A member that runs.
    HearthProcess get(String name) {
        HearthProcess process = running.get(name);
        if (process == null) {
            throw new IllegalArgumentException("member %s was not started".formatted(name));
        }
        return process;
    }

    /// The public API of a member.
    Api api(String name) {
        return new Api(get(name).uri());
    }

    @Override
    public void close() {
        running.values().forEach(HearthProcess::close);
    }
}
