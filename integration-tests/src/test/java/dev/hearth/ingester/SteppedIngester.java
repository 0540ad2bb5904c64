// SPDX-License-Identifier: Apache-2.0
package dev.hearth.ingester;

import dev.hearth.block.BlockCache;
import dev.hearth.block.SegmentChain;
import dev.hearth.block.SegmentReader;
import dev.hearth.config.Limits;
import dev.hearth.log.PartitionLog;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.objectstore.ObjectStore;
import dev.hearth.query.ProfileSource;
import dev.hearth.rpc.PartitionAppend;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/// An ingester without threads: each call does what one of its threads would do next. For one
/// thread.
@NullMarked
public final class SteppedIngester {

    /// Ids of retries count as seen that long.
    public static final Duration RETRY_WINDOW = Duration.ofMinutes(10);

    static final IngesterConfig CONFIG =
            new IngesterConfig(
                    Duration.ofMinutes(2),
                    200_000,
                    100_000_000,
                    RETRY_WINDOW,
                    Duration.ofMinutes(1),
                    true);

    private final PartitionLog log;
    private final Ingester ingester;
    private final Applier applier;
    private final Cutter cutter;
    private final Inbox inbox;
    private final GatedAppend appends;
    private boolean isOpen;

    /// Made, but not recovered.
    public SteppedIngester(PartitionLog log, ObjectStore store, Limits limits, Clock clock) {
        this.log = log;
        IngesterMetrics metrics = new IngesterMetrics(new SimpleMeterRegistry(), log.partition());
        inbox = new Inbox(CONFIG.maxMemoryBytes());
        Heads heads = new Heads(RETRY_WINDOW.toMillis());
        applier = new Applier(CONFIG.maxHeadBytes(), log, inbox, heads, metrics);
        SegmentReader reader = new SegmentReader(store, new BlockCache(1 << 20));
        SegmentChain segments = new SegmentChain(log.partition(), store, reader);
        Chain chain = new StoredChain(segments, reader, RETRY_WINDOW.toMillis());
        cutter = new Cutter(CONFIG, limits, log, chain, applier, metrics, clock);
        ingester = new Ingester(CONFIG, log, inbox, applier, cutter, metrics);
        appends = new GatedAppend(ingester);
    }

    /// Begins at the end of the chain.
    public void recover() throws IOException {
        cutter.recover();
    }

    /// As [Ingester#append].
    public void append(TenantId tenant, List<ProfileBatch> batches, boolean areMarked)
            throws IOException {
        ingester.append(tenant, batches, areMarked);
    }

    /// What other processes append through: from [#open] on, until [#shut].
    public PartitionAppend appends() {
        return appends;
    }

    /// Takes appends from now on.
    public void open() {
        appends.open();
        isOpen = true;
    }

    /// Whether it takes appends.
    public boolean isOpen() {
        return isOpen;
    }

    /// Takes nothing any more, for good.
    ///
    /// @return whether no append is on its way any more
    public boolean shut() {
        appends.shut();
        isOpen = false;
        return inbox.close(0);
    }

    /// Does what is due: a cut, the release of what was cut, a new beginning.
    public void cut() {
        cutter.step();
    }

    /// As [Ingester#flush].
    public void flush() throws IOException {
        ingester.flush();
    }

    /// As [Ingester#read]; refuses what would have to wait for a [#cut].
    public List<ProfileSource> read(TenantId tenant, long fromPosition) throws IOException {
        String failure = applier.failure();
        if (failure != null || applier.isBehindLog()) {
            throw new IOException("owner of " + log.partition() + " has to begin anew: " + failure);
        }
        return ingester.read(tenant, fromPosition);
    }
}
