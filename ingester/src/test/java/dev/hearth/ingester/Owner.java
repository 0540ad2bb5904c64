// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.config.Limits;
import dev.hearth.config.TenantLimits;
import dev.hearth.log.PartitionLog;
import dev.hearth.model.TenantId;
import dev.hearth.query.ProfileSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// An ingester put together without threads.
final class Owner {

    static final IngesterConfig CONFIG =
            new IngesterConfig(
                    Duration.ofSeconds(60),
                    400_000,
                    100_000_000,
                    Duration.ofSeconds(100),
                    Duration.ofSeconds(20),
                    true);

    static final Limits LIMITS = Limits.same(TenantLimits.defaults());

    final Ingester ingester;
    final Applier applier;
    final Cutter cutter;
    final Heads heads;
    final Inbox inbox;

    /// Made, but not recovered.
    Owner(IngesterConfig config, PartitionLog log, Chain chain, Clock clock) {
        this(config, LIMITS, log, chain, clock);
    }

    /// Made, but not recovered.
    Owner(IngesterConfig config, Limits limits, PartitionLog log, Chain chain, Clock clock) {
        IngesterMetrics metrics = new IngesterMetrics(new SimpleMeterRegistry(), log.partition());
        inbox = new Inbox(config.maxMemoryBytes());
        heads = new Heads(config.retryWindow().toMillis());
        applier = new Applier(config.maxHeadBytes(), log, inbox, heads, metrics);
        cutter = new Cutter(config, limits, log, chain, applier, metrics, clock);
        ingester = new Ingester(config, log, inbox, applier, cutter, metrics);
    }

    /// Made and recovered.
    static Owner start(PartitionLog log, Chain chain, Clock clock) throws IOException {
        Owner owner = new Owner(CONFIG, log, chain, clock);
        owner.cutter.recover();
        return owner;
    }

    /// The id of each profile from a position on.
    List<String> ids(TenantId tenant, long fromPosition) throws IOException {
        List<String> ids = new ArrayList<>();
        for (ProfileSource source : ingester.read(tenant, fromPosition)) {
            ids.addAll(PlainProfiles.ids(source));
        }
        return ids;
    }

    /// What a query can tell of each profile from a position on.
    List<String> queried(TenantId tenant, long fromPosition) throws IOException {
        List<String> plain = new ArrayList<>();
        for (ProfileSource source : ingester.read(tenant, fromPosition)) {
            plain.addAll(PlainProfiles.queried(source));
        }
        return plain;
    }
}
