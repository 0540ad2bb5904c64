// SPDX-License-Identifier: Apache-2.0
package dev.hearth.integrationtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A distributor, an ingester, a querier and a compactor behind a gateway.
final class ServedCluster implements Served {

    private static final String[] MEMBERS = {
        "distributor-1", "ingester-1", "querier-1", "compactor-1"
    };

    private final ClusterProcesses cluster;
    private final Gateway gateway;

    private ServedCluster(ClusterProcesses cluster, Gateway gateway) {
        this.cluster = cluster;
        this.gateway = gateway;
    }

    /// Starts it over a folder, in which each member has one of its own, and waits until all know
    /// the ingester.
    static ServedCluster start(Path data, String... flags) throws IOException {
        List<String> all = new ArrayList<>(List.of(flags));
        // A machine that is busy must not look like an ingester that hangs.
        all.add("-distributor.push.timeout=30s");
        ClusterProcesses cluster = new ClusterProcesses(data, all.toArray(String[]::new));
        try {
            cluster.startAll(MEMBERS);
            new ClusterPushes(cluster)
                    .awaitIngesters(1, "distributor-1", "querier-1", "compactor-1");
            Map<String, URI> members = new TreeMap<>();
            for (String member : MEMBERS) {
                members.put(member.substring(0, member.indexOf('-')), cluster.get(member).uri());
            }
            return new ServedCluster(cluster, new Gateway(members));
        } catch (IOException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    @Override
    public URI uri() {
        return gateway.uri();
    }

    @Override
    public List<HearthProcess> processes() {
        return List.of(MEMBERS).stream().map(cluster::get).toList();
    }

    @Override
    public void kill() {
        close();
    }

    @Override
    public int terminate() throws IOException {
        int exit = 0;
        for (HearthProcess process : processes()) {
            int code = process.terminate();
            exit = code == 0 ? exit : code;
        }
        return exit;
    }

    @Override
    public void close() {
        try (cluster) {
            gateway.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
