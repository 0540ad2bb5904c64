// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.app.cluster.Cluster;
import dev.hearth.app.cluster.KafkaMembership;
import dev.hearth.ingester.TailingIngesterModule;
import dev.hearth.log.LogTopic;
import dev.hearth.query.PartitionOwner;
import dev.hearth.server.ReadinessCheck;
import dev.hearth.server.Route;
import dev.hearth.server.Service;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// An ingester of a log in Kafka: it owns the partitions that the ring gives it.
final class KafkaIngester implements IngesterComponent {

    private final TailingIngesterModule module;
    private final KafkaMembership membership;

    KafkaIngester(ProcessParts process, Cluster cluster, LogTopic.Source source) {
        this.module =
                new TailingIngesterModule(
                        process.config().ingester(),
                        process.config().limits(),
                        source,
                        process.storage().store(),
                        process.registry(),
                        process.clock());
        this.membership = new KafkaMembership(cluster, source, module);
    }

    @Override
    public List<PartitionOwner> owners() {
        return module.owners();
    }

    @Override
    public Map<String, Long> flush() throws IOException {
        Set<String> flushed = module.flush().keySet();
        Map<String, Long> ends = new TreeMap<>(module.committed());
        ends.keySet().retainAll(flushed);
        return ends;
    }

    @Override
    public List<Long> knownEnds(String wanted) throws IOException {
        return module.knownEnds(wanted);
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(module.routes());
        routes.addAll(membership.routes());
        return routes;
    }

    @Override
    public List<Service> running() {
        return List.of(module);
    }

    @Override
    public List<Service> joined() {
        return List.of(membership);
    }

    @Override
    public List<ReadinessCheck> checks() {
        return List.of(module.readiness(), membership.readiness());
    }
}
