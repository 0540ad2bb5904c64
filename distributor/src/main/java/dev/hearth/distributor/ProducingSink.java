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
import java.util.Map;

/// Appends batches to the partition that is chosen for them, without an ingester between. Safe for
/// many threads.
///
/// A batch is marked while the choice has changed of late, or may have: what it retries, or a retry
/// of it, may then be in another partition.
public final class ProducingSink implements BatchSink {

    private final LogProducer log;
    private final PartitionChoice choice;
    private final Spreading spreading;
    private final TopicSizes sizes;
    private final RecordCodec codec = new RecordCodec();

    /// @param log where batches go; the caller closes it
    /// @param choice which partition takes them
    /// @param spreading over how many partitions profiles are spread
    /// @param sizes how many partitions there were of late
    public ProducingSink(
            LogProducer log, PartitionChoice choice, Spreading spreading, TopicSizes sizes) {
        this.log = log;
        this.choice = choice;
        this.spreading = spreading;
        this.sizes = sizes;
    }

    /// Makes batches durable, in one partition or, if the service is spread over several, in those.
    ///
    /// @throws IOException if some are not known to be durable. They may be all the same: the
    ///   client tries again, and what it then sends twice is dropped where it can be told
    @Override
    public void append(TenantId tenant, List<ProfileBatch> batches) throws IOException {
        int partitions = log.partitions();
        Spread spread = spreading.of(tenant);
        if (spread.partitions() == 1) {
            Profile first = batches.getFirst().profiles().getFirst();
            append(tenant, choice.choose(tenant, first, spread, partitions), spread, batches);
            return;
        }
        Map<Integer, List<ProfileBatch>> parts =
                BatchParts.of(
                        batches, profile -> choice.choose(tenant, profile, spread, partitions));
        for (Map.Entry<Integer, List<ProfileBatch>> part : parts.entrySet()) {
            append(tenant, part.getKey(), spread, part.getValue());
        }
    }

    private void append(TenantId tenant, int partition, Spread spread, List<ProfileBatch> batches)
            throws IOException {
        TopicSizes.Range range = sizes.range();
        List<byte[]> payloads = new ArrayList<>(batches.size());
        for (ProfileBatch batch : batches) {
            List<Profile> profiles = batch.profiles();
            List<Profile> told = spread.partitions() == 1 ? profiles.subList(0, 1) : profiles;
            boolean isSettled = spread.isSettled() && range.least() > 0;
            for (int i = 0; isSettled && i < told.size(); i++) {
                isSettled = isSettled(tenant, told.get(i), spread, partition, range);
            }
            payloads.add(codec.encode(tenant, batch, !isSettled));
        }
        log.append(partition, payloads);
    }

    private boolean isSettled(
            TenantId tenant,
            Profile profile,
            Spread spread,
            int partition,
            TopicSizes.Range range) {
        boolean isSettled = true;
        for (int size = range.least(); isSettled && size <= range.most(); size++) {
            isSettled = choice.choose(tenant, profile, spread, size) == partition;
        }
        return isSettled;
    }
}
