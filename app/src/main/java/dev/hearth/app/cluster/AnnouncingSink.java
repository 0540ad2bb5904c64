// SPDX-License-Identifier: Apache-2.0
package dev.hearth.app.cluster;

import dev.hearth.distributor.BatchSink;
import dev.hearth.log.LogTopic;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import dev.hearth.ring.PartitionState;
import dev.hearth.ring.RingName;
import dev.hearth.ring.RingPartition;
import dev.hearth.ring.RingState;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/// Makes sure that the partitions of a topic are in the ring before anything is appended to them:
/// queriers otherwise would not know that there is something to ask for. Safe for many threads.
final class AnnouncingSink implements BatchSink {

    private final BatchSink sink;
    private final LogTopic.Source source;
    private final Cluster cluster;
    private final Clock clock;
    private volatile int announced;

    AnnouncingSink(BatchSink sink, LogTopic.Source source, Cluster cluster, Clock clock) {
        this.sink = sink;
        this.source = source;
        this.cluster = cluster;
        this.clock = clock;
    }

    @Override
    public void append(TenantId tenant, List<ProfileBatch> batches) throws IOException {
        LogTopic topic = source.open();
        if (announced < topic.partitions()) {
            announce(topic);
            announced = topic.partitions();
        }
        sink.append(tenant, batches);
    }

    private void announce(LogTopic topic) throws IOException {
        RingState known = cluster.ring(RingName.INGESTERS).state();
        for (int number = 0; number < topic.partitions(); number++) {
            if (known.partition(topic.partition(number)) == null) {
                cluster.store().update(RingName.INGESTERS, before -> with(before, topic));
                return;
            }
        }
    }

    private RingState with(RingState before, LogTopic topic) {
        RingState next = before;
        for (int number = 0; number < topic.partitions(); number++) {
            String id = topic.partition(number);
            if (next.partition(id) == null) {
                next =
                        next.with(
                                new RingPartition(
                                        id,
                                        "",
                                        PartitionState.ACTIVE,
                                        clock.millis(),
                                        clock.instant(),
                                        RingPartition.DEFAULT_TOKENS));
            }
        }
        return next;
    }
}
