// SPDX-License-Identifier: Apache-2.0
package dev.hearth.distributor;

import dev.hearth.log.LogProducer;
import dev.hearth.log.record.RecordCodec;
import dev.hearth.model.ProfileBatch;
import dev.hearth.model.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Appends batches to the partition that is chosen for them, without an ingester between. Safe for
/// many threads.
public final class ProducingSink implements BatchSink {

    private final LogProducer log;
    private final PartitionChoice choice;
    private final RecordCodec codec = new RecordCodec();

    /// @param log where batches go; the caller closes it
    /// @param choice which partition takes them
    public ProducingSink(LogProducer log, PartitionChoice choice) {
        this.log = log;
        this.choice = choice;
    }

    /// Makes batches durable, all in one partition.
    ///
    /// @throws IOException if some are not known to be durable. They may be all the same: the
    ///   client tries again, and what it then sends twice is dropped where it can be told
    @Override
    public void append(TenantId tenant, List<ProfileBatch> batches) throws IOException {
        int partitions = log.partitions();
        int partition = choice.choose(tenant, batches.getFirst().profiles().getFirst(), partitions);
        List<byte[]> payloads = new ArrayList<>(batches.size());
        for (ProfileBatch batch : batches) {
            payloads.add(codec.encode(tenant, batch, false));
        }
        log.append(partition, payloads);
    }
}
