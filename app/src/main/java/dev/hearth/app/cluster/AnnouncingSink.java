// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.distributor.BatchSink;
import dev.hearth.log.LogTopic;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.Ring;
import dev.hearth.ring.RingPartition;
import dev.hearth.ring.RingState;
import dev.hearth.ring.RingStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes sure that the partitions of a topic are in the ring before anything is appended to them:
/// queriers otherwise would not know that there is something to ask for. Safe for many threads.
final class AnnouncingSink implements BatchSink {

    private final BatchSink sink;
    private final LogTopic.Source source;
    private final Ring ring;
    private final RingStore store;
    private final InstantSource clock;

    /// The last state that has all of them.
    private volatile @Nullable RingState complete;

    AnnouncingSink(
            BatchSink sink,
            LogTopic.Source source,
            Ring ring,
            RingStore store,
            InstantSource clock) {
        this.sink = sink;
        this.source = source;
        this.ring = ring;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void append(TenantId tenant, List<ProfileBatch> batches) throws IOException {
        LogTopic topic = source.open();
        RingState state = ring.state();
        if (!state.equals(complete)) {
            RingState all = with(state, topic);
            complete =
                    all.equals(state)
                            ? state
                            : store.update(ring.name(), before -> with(before, topic));
        }
        sink.append(tenant, batches);
    }

    private RingState with(RingState before, LogTopic topic) {
        RingState next = before;
        for (int number = 0; number < topic.partitions(); number++) {
            String id = topic.partition(number);
            RingPartition known = next.partition(id);
            if (known == null || known.state() != PartitionState.ACTIVE || !known.isShared()) {
                next = next.with(RingPartition.ofTopic(id, known, clock.instant()));
            }
        }
        return next;
    }
}
