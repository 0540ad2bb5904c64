// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.log.TailedLog;
import dev.hearth.model.TenantId;
import dev.hearth.query.ProfileSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One of several owners of a log that others append to, put together without threads.
final class TailingOwner {

    final TailedLog log;
    final Applier applier;
    final Cutter cutter;
    final OwnedPartition owned;

    /// Made, but not recovered.
    TailingOwner(TailedLog log, Chain chain, Clock clock, Duration patience, HeadMemory memory) {
        IngesterConfig config = Owner.CONFIG;
        this.log = log;
        IngesterMetrics metrics = new IngesterMetrics(new SimpleMeterRegistry(), log.partition());
        Heads heads = new Heads(config.retryWindow().toMillis());
        memory.add(heads);
        applier =
                new Applier(
                        config.maxHeadBytes(),
                        log,
                        new Inbox(1),
                        heads,
                        metrics,
                        new Ownership.Shared(patience),
                        memory);
        cutter = new Cutter(config, Owner.LIMITS, log, chain, applier, metrics, clock);
        owned = new OwnedPartition(log, applier, cutter);
    }

    /// Made and recovered.
    static TailingOwner start(TailedLog log, Chain chain, Clock clock, Duration patience)
            throws IOException {
        TailingOwner owner =
                new TailingOwner(log, chain, clock, patience, new HeadMemory(Long.MAX_VALUE));
        owner.cutter.recover();
        return owner;
    }

    /// The id of each profile from a position on.
    List<String> ids(TenantId tenant, long fromPosition) throws IOException {
        List<String> ids = new ArrayList<>();
        for (ProfileSource source : owned.read(tenant, fromPosition)) {
            ids.addAll(PlainProfiles.ids(source));
        }
        return ids;
    }
}
