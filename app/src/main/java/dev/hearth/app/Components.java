// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.app.cluster.Cluster;
import dev.hearth.compactor.Owners;
import dev.hearth.distributor.BatchSink;
import dev.hearth.distributor.HashedChoice;
import dev.hearth.distributor.LimitedSpreading;
import dev.hearth.distributor.PlacedSink;
import dev.hearth.distributor.ProducingSink;
import dev.hearth.distributor.Spreading;
import dev.hearth.distributor.TopicSizes;
import dev.hearth.log.FileLog;
import dev.hearth.log.FileLogConfig;
import dev.hearth.logkafka.KafkaLog;
import dev.hearth.logkafka.KafkaMetrics;
import dev.hearth.query.PartitionOwner;
import dev.hearth.query.QueryEngine;
import dev.hearth.query.QueryPool;
import dev.hearth.rpc.QuestionServices;
import io.grpc.BindableService;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The components of a process, each made as the others need it: by calls where they run in this
/// process, through the rings where they do not.
final class Components {

    /// Least time that an owner gets to make a push durable.
    private static final Duration LEAST_APPEND = Duration.ofSeconds(1);

    private final ProcessParts process;
    private final Consumer<Closeable> keep;
    private final List<Component> all = new ArrayList<>();
    private final @Nullable KafkaLog kafka;
    private @Nullable IngesterComponent ingester;
    private @Nullable DistributorComponent distributor;
    private @Nullable QuerierComponent querier;

    /// Opens what the targets need.
    ///
    /// @param keep takes what is to be closed once nothing runs any more
    Components(ProcessParts process, Consumer<Closeable> keep) throws IOException {
        this.process = process;
        this.keep = keep;
        Targets targets = process.config().app().targets();
        kafka = kafka(targets);
        if (targets.has(Target.INGESTER)) {
            ingester = add(ingester());
        }
        if (targets.has(Target.QUERIER)) {
            querier = add(querier());
        }
        if (targets.has(Target.DISTRIBUTOR)) {
            distributor = add(new DistributorComponent(process, sink()));
        }
        if (targets.has(Target.COMPACTOR)) {
            add(new CompactorComponent(process, owners()));
        }
    }

    private @Nullable KafkaLog kafka(Targets targets) {
        boolean isUsed = targets.has(Target.INGESTER) || targets.has(Target.DISTRIBUTOR);
        if (!process.config().kafka().isEnabled() || !isUsed) {
            return null;
        }
        KafkaLog log = keep(new KafkaLog(process.config().kafka()));
        KafkaMetrics.watch(log, process.registry());
        return log;
    }

    private <T extends Component> T add(T component) {
        all.add(component);
        return component;
    }

    private <T extends Closeable> T keep(T resource) {
        keep.accept(resource);
        return resource;
    }

    /// All of them, in the order of their start.
    List<Component> all() {
        return all;
    }

    /// What takes profiles here, null if nothing does.
    @Nullable DistributorComponent distributor() {
        return distributor;
    }

    private IngesterComponent ingester() throws IOException {
        KafkaLog topic = kafka;
        Cluster cluster = process.cluster();
        if (topic != null && cluster != null) {
            return new KafkaIngester(process, cluster, topic);
        }
        FileLog log =
                keep(
                        FileLog.open(
                                process.disk(),
                                FileLogConfig.of(process.config().app().dataDir().resolve("log")),
                                process.clock()));
        return new FileLogIngester(process, log);
    }

    private QuerierComponent querier() {
        IngesterComponent here = ingester;
        Supplier<List<PartitionOwner>> owners = here == null ? List::of : here::owners;
        return keep(new QuerierComponent(process, owners, here != null));
    }

    private BatchSink sink() {
        Cluster cluster = process.cluster();
        KafkaLog topic = kafka;
        if (topic != null && cluster != null) {
            TopicSizes sizes = cluster.sizes(topic, process.config().ingester().retryWindow());
            return cluster.announcing(
                    new ProducingSink(topic, new HashedChoice(), spreading(cluster), sizes), topic);
        }
        if (cluster == null && ingester instanceof FileLogIngester here) {
            return here.module().ingester()::append;
        }
        if (cluster == null) {
            throw new IllegalStateException("distributor has no ingester");
        }
        Duration timeout = process.config().distributor().pushTimeout();
        return new PlacedSink(
                cluster.placer(process.config().ingester().retryWindow()),
                spreading(cluster),
                cluster.appends(),
                timeout.compareTo(LEAST_APPEND) < 0 ? LEAST_APPEND : timeout,
                process.registry());
    }

    private Spreading spreading(Cluster cluster) {
        Duration settling = cluster.settling(process.config().ingester().retryWindow());
        return new LimitedSpreading(process.config().limits(), settling, System::nanoTime);
    }

    private Owners owners() {
        Cluster cluster = process.cluster();
        IngesterComponent here = ingester;
        if (cluster != null && process.config().isCluster()) {
            return cluster.owners();
        }
        if (here == null) {
            throw new IllegalStateException("compactor has no ingester");
        }
        return new OwnersHere(here);
    }

    /// What other processes may ask of this one.
    List<BindableService> internalServices() {
        List<BindableService> services = new ArrayList<>();
        all.forEach(component -> services.addAll(component.internalServices()));
        IngesterComponent heads = ingester;
        QuerierComponent reader = querier;
        if (heads == null && reader == null) {
            return services;
        }
        QuestionServices questions =
                new QuestionServices(
                        reader == null ? engine() : reader.engine(),
                        process.symbolizer().names(),
                        process.config().querier().maxConcurrent(),
                        process.registry());
        if (heads != null) {
            services.add(questions.heads(heads::owners, heads));
        }
        if (reader != null) {
            services.add(questions.stored(reader.stored()));
        }
        return services;
    }

    private QueryEngine engine() {
        QueryPool pool = new QueryPool(process.config().querier().threads());
        keep(pool::close);
        return new QueryEngine(pool);
    }
}
