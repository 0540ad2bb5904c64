// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app;

import dev.hearth.app.cluster.Cluster;
import dev.hearth.compactor.CompactorConfig;
import dev.hearth.compactor.CompactorFlags;
import dev.hearth.config.ConfigException;
import dev.hearth.config.Flag;
import dev.hearth.config.Settings;
import dev.hearth.config.runtime.RuntimeConfig;
import dev.hearth.config.runtime.RuntimeLimits;
import dev.hearth.distributor.DistributorConfig;
import dev.hearth.ingester.IngesterConfig;
import dev.hearth.ingester.IngesterFlags;
import dev.hearth.logkafka.KafkaConfig;
import dev.hearth.logkafka.KafkaFlags;
import dev.hearth.querier.QuerierConfig;
import dev.hearth.querier.QuerierFlags;
import dev.hearth.ring.RingConfig;
import dev.hearth.rpc.RpcClientConfig;
import dev.hearth.rpc.RpcFlags;
import dev.hearth.rpc.RpcServerConfig;
import dev.hearth.server.ServerConfig;
import dev.hearth.symbolizer.SymbolizerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What an operator can set, of all components; checked, whatever of them this process runs.
record ProgramConfig(
        AppConfig app,
        ServerConfig server,
        RuntimeLimits limits,
        DistributorConfig distributor,
        IngesterConfig ingester,
        QuerierConfig querier,
        CompactorConfig compactor,
        SymbolizerConfig symbolizer,
        KafkaConfig kafka,
        RingConfig ring,
        RpcServerConfig rpcServer,
        RpcClientConfig rpcClient) {

    /// The flags of all components.
    static List<Flag<?>> flags() {
        List<Flag<?>> all = new ArrayList<>(AppConfig.flags());
        all.addAll(ServerConfig.flags());
        all.addAll(RpcFlags.all());
        all.addAll(DistributorConfig.flags());
        all.addAll(IngesterFlags.all());
        all.addAll(KafkaFlags.all());
        all.addAll(QuerierFlags.all());
        all.addAll(CompactorFlags.all());
        all.addAll(SymbolizerConfig.flags());
        all.addAll(RingConfig.flags());
        return all;
    }

    /// Reads the settings.
    ///
    /// @throws ConfigException if a value makes no sense, or two do not fit together
    static ProgramConfig from(Settings settings) throws ConfigException {
        ServerConfig server = ServerConfig.from(settings);
        AppConfig app = AppConfig.from(settings, server.multitenancy());
        RuntimeLimits limits = new RuntimeLimits(RuntimeConfig.from(settings), settings);
        RingConfig ring = RingConfig.from(settings, !app.targets().isWhole());
        try {
            IngesterConfig ingester = IngesterConfig.from(settings);
            QuerierConfig querier = QuerierConfig.from(settings);
            CompactorConfig compactor =
                    CompactorConfig.from(settings, app.dataDir(), ingester.retryWindow());
            compactor.requireDelayAbove("-querier.query-timeout", querier.queryTimeout());
            ProgramConfig config =
                    new ProgramConfig(
                            app,
                            server,
                            limits,
                            DistributorConfig.from(settings),
                            ingester,
                            querier,
                            compactor,
                            SymbolizerConfig.from(settings),
                            KafkaConfig.from(settings),
                            ring,
                            RpcServerConfig.from(settings),
                            RpcClientConfig.from(settings));
            config.requireSafeStore();
            config.requireLongMemory();
            return config;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    /// Of several that put one key, Swift may tell two that they were first; within a process that
    /// is prevented.
    private void requireSafeStore() throws ConfigException {
        boolean isSwift = app.storage().backend() instanceof StorageConfig.Backend.Swift;
        if (isSwift && (isCluster() || kafka.isEnabled())) {
            throw new ConfigException(
                    "-storage.backend is swift (expected s3, gcs, azure or filesystem: Swift does not keep several processes from writing one object)");
        }
    }

    /// As long as a retired partition is in the ring, what would have gone there is marked: that
    /// has to last as long as retries are recognised.
    private void requireLongMemory() throws ConfigException {
        Duration least = ingester.retryWindow().plus(Cluster.CLOCK_SLACK);
        if (hasRings() && ring.times().forgetAfter().compareTo(least) < 0) {
            throw new ConfigException(
                    "-memberlist.left-ingesters-timeout is %d s (expected at least %d: -ingester.retry-window and a minute)"
                            .formatted(ring.times().forgetAfter().toSeconds(), least.toSeconds()));
        }
    }

    /// Whether this process looks at rings: even alone it has to be given the partitions of Kafka.
    boolean hasRings() {
        return isCluster() || kafka.isEnabled();
    }

    /// Whether this process is one of several.
    boolean isCluster() {
        return !app.targets().isWhole() || ring.isShared();
    }
}
