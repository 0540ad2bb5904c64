// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.log.LogProducer;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.Profile;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Appends batches to the partition that is chosen for them, without an ingester between. Safe for
/// many threads.
///
/// A batch is marked while the choice has changed of late, or may have: what it retries, or a retry
/// of it, may then be in another partition.
public final class ProducingSink implements BatchSink {

    private final LogProducer log;
    private final PartitionChoice choice;
    private final TopicSizes sizes;
    private final RecordCodec codec = new RecordCodec();

    /// @param log where batches go; the caller closes it
    /// @param choice which partition takes them
    /// @param sizes how many partitions there were of late
    public ProducingSink(LogProducer log, PartitionChoice choice, TopicSizes sizes) {
        this.log = log;
        this.choice = choice;
        this.sizes = sizes;
    }

    /// Makes batches durable, all in one partition.
    ///
    /// @throws IOException if some are not known to be durable. They may be all the same: the
    ///   client tries again, and what it then sends twice is dropped where it can be told
    @Override
    public void append(TenantId tenant, List<ProfileBatch> batches) throws IOException {
        int partitions = log.partitions();
        Profile first = batches.getFirst().profiles().getFirst();
        int partition = choice.choose(tenant, first, partitions);
        boolean isMarked = !isSettled(tenant, first, partition);
        List<byte[]> payloads = new ArrayList<>(batches.size());
        for (ProfileBatch batch : batches) {
            payloads.add(codec.encode(tenant, batch, isMarked));
        }
        log.append(partition, payloads);
    }

    private boolean isSettled(TenantId tenant, Profile first, int partition) throws IOException {
        TopicSizes.Range range = sizes.range();
        boolean isSettled = range.least() > 0;
        for (int size = range.least(); isSettled && size <= range.most(); size++) {
            isSettled = choice.choose(tenant, first, size) == partition;
        }
        return isSettled;
    }
}
